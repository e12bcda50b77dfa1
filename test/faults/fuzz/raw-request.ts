import { connect } from 'node:net';

/** What came back for bytes that were sent. */
export interface RawAnswer {
  /** Status of each answer, in order; empty when the connection was closed without one. */
  statuses: number[];
  /** Body of the first answer. */
  body: string;
  text: string;
}

/** First answer of a text: its body by `content-length` or chunks, undefined while it is not all there. */
function firstBody(text: string, toHead: boolean): string | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end).toLowerCase();
  const rest = text.slice(end + 4);
  // An interim answer is followed by the real one.
  if (/^http\/1\.1 1\d\d/.test(head)) return firstBody(rest, toHead);
  if (toHead || /^http\/1\.1 (204|304)/.test(head)) return '';
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    return Buffer.byteLength(rest, 'latin1') >= Number(length)
      ? rest.slice(0, Number(length))
      : undefined;
  }
  if (!head.includes('transfer-encoding: chunked')) return undefined;
  let body = '';
  for (let at = 0; ;) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(rest.slice(at, lineEnd), 16);
    if (size === 0) return body;
    if (rest.length < lineEnd + 2 + size + 2) return undefined;
    body += rest.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}

const statusesOf = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.1 ([2-5]\d\d)/gm)].map((found) => Number(found[1]));

/**
 * Sends bytes as they are and resolves with the first whole answer, or with what there is when the
 * other side closes.
 *
 * @throws Error `hang` when neither happens in time
 */
export function sendRaw(
  port: number,
  parts: readonly Buffer[],
  options: { halfClose?: boolean; timeoutMs?: number } = {},
): Promise<RawAnswer> {
  const toHead = parts[0]?.subarray(0, 5).toString('latin1') === 'HEAD ';
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`hang: no answer and no end; so far ${JSON.stringify(text.slice(0, 500))}`));
    }, options.timeoutMs ?? 20_000);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const body = firstBody(text, toHead) ?? '';
      // Bodies are UTF-8; heads are compared as they came.
      resolve({
        statuses: statusesOf(text),
        body: Buffer.from(body, 'latin1').toString('utf8'),
        text,
      });
    };
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (firstBody(text, toHead) !== undefined) finish();
    });
    socket.on('end', finish);
    // A reset after an answer, or in place of one: the server would not read on.
    socket.on('error', finish);
    const write = (index: number): void => {
      const part = parts[index];
      if (!part) {
        if (options.halfClose) socket.end();
        return;
      }
      socket.write(part, () => setImmediate(write, index + 1));
    };
    socket.on('connect', () => write(0));
  });
}
