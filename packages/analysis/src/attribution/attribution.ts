/**
 * Who gets the credit for a conversion: models on counted paths, without a database.
 *
 * @module
 */
export * as models from './models/index.ts';
export { attributePaths } from './attribute-paths.ts';
export type { PathRequest, PathsAnswer } from './attribute-paths.ts';
export type { PathCount } from './models/path-set.ts';
export { creditTable, sideBySide } from './tables.ts';
