/**
 * The command line, and the import of files that tests and other tools use too.
 *
 * @module
 */
export { createCli } from './create-cli.ts';
export type { Cli } from './create-cli.ts';
export type {
  CliDeps,
  Output,
  QuarantineReplayOptions,
  QuarantineReplayed,
  ShownSetting,
  StartOptions,
} from './context.ts';
export { CliError } from './errors.ts';
export type { CliErrorCode } from './errors.ts';
export { parseMapping } from './import/columns.ts';
export { importFile } from './import/import-file.ts';
export type {
  ImportOptions,
  ImportProgress,
  ImportStore,
  ImportSummary,
} from './import/import-file.ts';
export { importStream } from './import/import-stream.ts';
export type { StreamImport } from './import/import-stream.ts';
export type { ImportFormat, NamedStream } from './import/open-input.ts';
export type { RejectedLine } from './import/rejected-lines.ts';
