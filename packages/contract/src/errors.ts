/** Error codes of both services, with the HTTP status each travels under. */
export const errorStatus = {
  malformed_request: 400,
  malformed_json: 400,
  invalid_batch: 400,
  invalid_parameters: 400,
  unauthorized: 401,
  unknown_key: 401,
  invalid_signature: 401,
  signature_expired: 401,
  nonce_reused: 401,
  forbidden: 403,
  origin_not_allowed: 403,
  aggregate_off: 403,
  scope_missing: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  all_events_invalid: 422,
  too_many_requests: 429,
  quota_exceeded: 429,
  headers_too_large: 431,
  internal: 500,
  store_unavailable: 503,
  spool_full: 503,
  query_too_heavy: 503,
} as const;
export type ErrorCode = keyof typeof errorStatus;

/** Body of every error answer. `hint` is the way out; `docs` is a path in the documentation. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; hint: string; docs: string };
}

/**
 * Builds the body of an error answer.
 *
 * @example
 * errorBody('unknown_key', 'No site has this write key.', 'Copy the key from Settings.');
 */
export const errorBody = (code: ErrorCode, message: string, hint: string): ErrorBody => ({
  error: { code, message, hint, docs: `docs/errors.md#${code}` },
});
