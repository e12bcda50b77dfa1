/** What can go wrong on the command line. `usage` ends with exit code 2, everything else with 1. */
export type CliErrorCode =
  | 'usage'
  | 'unknown_site'
  | 'unknown_person'
  | 'unknown_account'
  | 'unknown_segment'
  | 'unknown_entry'
  | 'not_confirmed'
  | 'site_exists'
  | 'invalid_site'
  | 'file_not_found'
  | 'not_a_file'
  | 'file_unreadable'
  | 'file_empty'
  | 'file_damaged'
  | 'format_unknown'
  | 'format_unsupported'
  | 'missing_columns'
  | 'invalid_mapping'
  | 'ids_look_wrong'
  | 'import_interrupted'
  | 'export_interrupted'
  | 'file_exists'
  | 'invalid_parameters'
  | 'invalid_environment'
  | 'invalid_registry';

/**
 * A failure that a person can mend: `message` says what is wrong, `hint` says what to do.
 *
 * @example
 * throw new CliError('file_not_found', 'There is no file x.csv.', 'Check the path.');
 */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly hint: string;

  constructor(code: CliErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.code = code;
    this.hint = hint;
  }
}
