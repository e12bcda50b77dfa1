/**
 * Who gets the credit for a conversion: models on counted paths, without a database.
 *
 * @module
 */
export * as models from './models/index.ts';
export type { PathCount } from './models/path-set.ts';
