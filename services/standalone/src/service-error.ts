/**
 * Why the service did not start.
 *
 * - `invalid_config`: the environment or the config file; the message has one line for each field.
 * - `port_in_use`, `port_not_allowed`, `host_unavailable`: listening.
 *
 * - `service_refused`: the running service did not do what the command line asked of it.
 *
 * What the store refuses is thrown as `StoreError`.
 */
export type ServiceErrorCode =
  | 'invalid_config'
  | 'port_in_use'
  | 'port_not_allowed'
  | 'host_unavailable'
  | 'service_refused';

const codes: ReadonlySet<string> = new Set<ServiceErrorCode>([
  'invalid_config',
  'port_in_use',
  'port_not_allowed',
  'host_unavailable',
  'service_refused',
]);

/** Whether a text is one of the codes, for an error that came from another process. */
export const isServiceErrorCode = (code: string): code is ServiceErrorCode => codes.has(code);

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
