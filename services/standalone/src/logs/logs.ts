import { scrubText } from '@touchtrail/sdk/scrub';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Writes one line of the log. Rooms that know no levels write at `info`. */
export type Log = (line: string, level?: LogLevel) => void;

const rank: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** A longer line is cut: it quotes something. */
const maxLength = 2_000;

const quoted = /(^|[\s([{:=,])(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|‘[^’]*’)/g;
const address = /\b([a-z][a-z\d+.-]*:\/\/)([^\s"'<>]*)/gi;
const ipAddress = /(?<![\d.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** An address without user, password, query and fragment. */
function bareAddress(_all: string, scheme: string, rest: string): string {
  const [path = ''] = rest.split(/[?#]/);
  const at = path.indexOf('@');
  const slash = path.indexOf('/');
  const host = at !== -1 && (slash === -1 || at < slash) ? path.slice(at + 1) : path;
  return `${scheme}${host}`;
}

/**
 * A line of the log without what it may quote of a sender: texts in quotation marks, queries and
 * passwords of addresses, IP addresses of others, what looks like a mail address or a secret. The rooms
 * do not log such things; this is the net below them.
 *
 * @example
 * withoutPersonalData('cannot read "jane@example.org" of https://a.example/?mail=jane');
 * // 'cannot read "…" of https://a.example/'
 */
export function withoutPersonalData(line: string): string {
  const plain = line
    .replaceAll(quoted, '$1"…"')
    .replaceAll(address, bareAddress)
    .replaceAll(ipAddress, '(address)');
  const text = scrubText(plain);
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/**
 * Makes the log.
 *
 * @param options.form `human`: the line, warnings and errors marked. `json`: one object a line with
 * `time` (RFC 3339), `level`, `message`.
 * @example
 * const log = createLog({ form: 'json', level: 'info', clock: Date.now, write: (text) => stderr.write(text) });
 * log('ClickHouse takes rows again.');
 */
export function createLog(options: {
  form: 'human' | 'json';
  level: LogLevel;
  clock: () => number;
  write: (text: string) => void;
}): Log {
  const { form, clock, write } = options;
  const least = rank[options.level];
  return (line, level = 'info') => {
    if (rank[level] < least) return;
    const message = withoutPersonalData(line);
    if (form === 'json') {
      write(`${JSON.stringify({ time: new Date(clock()).toISOString(), level, message })}\n`);
      return;
    }
    const mark = level === 'warn' ? 'Warning: ' : level === 'error' ? 'Error: ' : '';
    write(`${mark}${message}\n`);
  };
}
