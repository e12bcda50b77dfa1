/**
 * Why the service did not start.
 *
 * - `invalid_config`: the environment or the config file; the message has one line for each field.
 * - `port_in_use`, `port_not_allowed`, `host_unavailable`: listening.
 *
 * What the store refuses is thrown as `StoreError`.
 */
export type ServiceErrorCode =
  | 'invalid_config'
  | 'port_in_use'
  | 'port_not_allowed'
  | 'host_unavailable';

/** The one error of this package. `message` says what is wrong, `hint` the way out. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly hint: string;
  constructor(code: ServiceErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.hint = hint;
  }
}
