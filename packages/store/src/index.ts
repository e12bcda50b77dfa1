/**
 * ClickHouse: embedded engine, migrations, spool, reader, sites.
 *
 * @module
 */
export type * from './types.ts';
export { StoreError, isStoreError } from './errors.ts';
export type { StoreErrorCode } from './errors.ts';
export { openStore } from './open-store.ts';
export { toEventRow } from './event-row.ts';
export type { EventMeta } from './event-row.ts';
export { eventUuid } from './event-uuid.ts';
export { newWriteKey } from './sites.ts';
export { parseClickhouseUrl } from './client.ts';
export { migrate, migrationStatus } from './migrations/migrate.ts';
export type { MigrateOptions, MigrationState } from './migrations/migrate.ts';
export type { Migration } from './migrations/migration-files.ts';
export { openReplayGuard } from './replay/open-replay-guard.ts';
export type { ReplayGuardOptions } from './replay/open-replay-guard.ts';
export type { ReplayGuard } from './replay/replay-guard.ts';
