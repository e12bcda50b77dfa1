import { saidOf } from '@touchtrail/contract';
import type { Said } from '@touchtrail/contract';

/**
 * What can go wrong between the product and ClickHouse or the disk.
 *
 * - `data_dir_in_use`: another process has this data directory.
 * - `data_dir_not_writable`: the data directory cannot be created or written.
 * - `engine_unsupported`: no embedded engine for this platform, or its library is not installed.
 * - `engine_failed`: the embedded engine ended or did not answer in time.
 * - `unreachable`: no answer from ClickHouse; trying again later is right.
 * - `unauthorized`: ClickHouse refused the user or the password.
 * - `invalid_url`: `CLICKHOUSE_URL` is no http(s) URL.
 * - `migration_changed`: a migration that was applied has another content now.
 * - `migration_unknown`: the database was made by a newer version.
 * - `migration_locked`: another process has been migrating for too long.
 * - `query_too_heavy`: a limit on rows, time or memory was passed.
 * - `query_failed`: ClickHouse refused the query.
 * - `insert_refused`: ClickHouse refused the rows; sending them again does not help.
 * - `cancelled`: the caller's signal was aborted.
 * - `disk_full`, `spool_full`, `spool_in_use`, `spool_failed`: the spool cannot take rows now.
 * - `site_exists`, `site_unknown`, `site_conflict`: adding or changing a site; of two who change one, the second.
 * - `key_limit`, `key_unknown`: making or revoking a secret key.
 * - `person_unknown`, `request_unknown`, `not_restricted`, `invalid_attributes`: a request about a person
 *   that cannot be met.
 * - `spool_not_drained`: rows from before a request wait and nothing sends them to ClickHouse.
 * - `set_aside_unknown`: sending rows again that are not there.
 * - `token_unknown`: revoking a token that is not there.
 * - `segment_unknown`, `journey_unknown`: a saved segment or journey that is not there; `segment_conflict`,
 *   `journey_conflict`: somebody else changed it meanwhile.
 * - `watch_unknown`: a watch for findings that is not there.
 * - `action_unknown`, `action_conflict`, and the same of `view` and `annotation`: what people keep is not there, or was
 *   changed meanwhile.
 * - `not_linked`, `not_blocked`: taking apart or lifting what is not there.
 * - `link_unknown`, `hook_unknown`: revoking a link or a webhook that is not there.
 * - `registry_invalid`, `registry_refused`, `registry_conflict`, `registry_unknown`: a touchpoint registry that
 *   cannot be saved, or is not there.
 * - `closed`: used after `close()`.
 */
export type StoreErrorCode =
  | 'data_dir_in_use'
  | 'data_dir_not_writable'
  | 'engine_unsupported'
  | 'engine_failed'
  | 'unreachable'
  | 'unauthorized'
  | 'invalid_url'
  | 'migration_changed'
  | 'migration_unknown'
  | 'migration_locked'
  | 'query_too_heavy'
  | 'query_failed'
  | 'insert_refused'
  | 'cancelled'
  | 'disk_full'
  | 'spool_full'
  | 'spool_in_use'
  | 'spool_failed'
  | 'site_exists'
  | 'site_unknown'
  | 'site_conflict'
  | 'key_limit'
  | 'key_unknown'
  | 'person_unknown'
  | 'request_unknown'
  | 'not_restricted'
  | 'invalid_attributes'
  | 'spool_not_drained'
  | 'set_aside_unknown'
  | 'token_unknown'
  | 'segment_unknown'
  | 'segment_conflict'
  | 'journey_unknown'
  | 'journey_conflict'
  | 'watch_unknown'
  | 'action_unknown'
  | 'action_conflict'
  | 'view_unknown'
  | 'view_conflict'
  | 'annotation_unknown'
  | 'annotation_conflict'
  | 'not_linked'
  | 'not_blocked'
  | 'link_unknown'
  | 'hook_unknown'
  | 'registry_invalid'
  | 'registry_refused'
  | 'registry_conflict'
  | 'registry_unknown'
  | 'closed';

/**
 * The one error of this package. `message` says what happened, `hint` the way out, both in English;
 * `said` holds them in every language.
 *
 * @example
 * try { await openStore({ dataDir }); }
 * catch (error) { if (isStoreError(error, 'data_dir_in_use')) console.error(error.hint); }
 */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly hint: string;
  readonly said: { readonly message: Said; readonly hint: Said };

  constructor(code: StoreErrorCode, message: Said | string, hint: Said | string, cause?: unknown) {
    const said = { message: saidOf(message), hint: saidOf(hint) };
    super(said.message.en, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
    this.hint = said.hint.en;
    this.said = said;
  }
}

/** Whether a caught value is a {@link StoreError}, and of this code when one is given. */
export const isStoreError = (error: unknown, code?: StoreErrorCode): error is StoreError =>
  error instanceof StoreError && (code === undefined || error.code === code);

/** The `code` of a Node system error (`ENOENT`), or an empty string. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
