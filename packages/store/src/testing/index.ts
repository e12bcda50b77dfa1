export { withTables } from './with-tables.ts';
