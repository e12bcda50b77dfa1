/**
 * ClickHouse: embedded engine, migrations, spool, reader, sites.
 *
 * @module
 */
export type * from './types.ts';
