import { StoreError, systemCode } from './errors.ts';

/** Our own files only: frames of Node and of libraries say little. At most this many. */
const maxFrames = 6;

/**
 * What may be written to a log about an error: its kind and where it came from. The message of a
 * foreign error may quote what somebody sent, so only our own errors keep theirs.
 *
 * @example
 * errorSummary(new SyntaxError(`Unexpected token in "jane@example.org"`)); // 'SyntaxError at parseJson (…)'
 */
export function errorSummary(error: unknown): string {
  if (error instanceof StoreError) return error.message;
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const code = systemCode(error);
  const name = /^[A-Za-z]\w{0,60}$/.test(error.name) ? error.name : 'Error';
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, maxFrames)
    .map((line) => line.trim());
  return [`${name}${/^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? ` ${code}` : ''}`, ...frames].join(' ');
}
