import type { Site } from '@touchtrail/contract';
import type { EventRow, Store } from '@touchtrail/store';
import { createCli } from '../create-cli.ts';
import { idText } from '../import/fast/event-id.ts';
import { decodeBlock } from './decode-block.ts';
import type { CliDeps, StartOptions } from '../context.ts';

/** What one run of the command line printed and answered. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs the command line with everything injected. */
export async function runCli(
  argv: readonly string[],
  deps: Partial<CliDeps> & { stdinText?: string } = {},
): Promise<Ran & { started: StartOptions[] }> {
  let out = '';
  let err = '';
  const started: StartOptions[] = [];
  async function* stdin(): AsyncGenerator<string> {
    if (deps.stdinText !== undefined) yield deps.stdinText;
  }
  const cli = createCli({
    env: {},
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    stdin: stdin(),
    version: '1.2.3',
    start: async (options) => void started.push(options),
    ...deps,
  });
  const code = await cli.run(argv);
  return { code, out, err, started };
}

/** Enough of a store for an import: rows in an array, one row an id. */
export function memoryStore(options: { failAfter?: number } = {}): Store & { rows: EventRow[] } {
  const rows: EventRow[] = [];
  const sites: Site[] = [];
  const store = {
    rows,
    sites: {
      list: async () => sites,
      find: async (id: string) => sites.find((site) => site.id === id),
      add: async (site: Site) => {
        const added = { ...site, writeKey: 'wk_test' };
        sites.push(added);
        return added;
      },
    },
    insertEventLines: async (lines: AsyncIterable<Buffer>) => {
      let text = '';
      for await (const piece of lines) text += piece.toString();
      if (rows.length >= (options.failAfter ?? Infinity)) {
        throw Object.assign(new Error('No space left on device.'), { hint: 'Free some space.' });
      }
      rows.push(
        ...text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as EventRow),
      );
    },
    insertEventBlocks: async (sent: readonly Buffer[]) => {
      if (rows.length >= (options.failAfter ?? Infinity)) {
        throw Object.assign(new Error('No space left on device.'), { hint: 'Free some space.' });
      }
      for (const block of sent) rows.push(...decodeBlock(block));
    },
    eventsOf: async (_: string, ids: Buffer) => {
      const known = new Set(rows.map((row) => row.event_id));
      const found = new Set<string>();
      for (let at = 0; at < ids.length; at += 16) {
        const words = new Uint32Array(Uint8Array.from(ids.subarray(at, at + 16)).buffer);
        const id = idText(words, 0);
        if (known.has(id)) found.add(id);
      }
      return found;
    },
    reader: {
      query: async ({ sql, params = {} }: { sql: string; params?: Record<string, unknown> }) => {
        if (sql.includes('AS day')) {
          return rows.map((row) => ({ day: Math.floor(row.ts / 86_400_000) }));
        }
        const asked = Object.entries(params).filter(([name]) => name.startsWith('ids'));
        if (asked.length === 0) return rows.slice(0, 1);
        const wanted = new Set(asked.flatMap(([, ids]) => ids as string[]));
        return rows.filter((row) => wanted.has(row.event_id)).map((row) => ({ id: row.event_id }));
      },
    },
    phone: { pools: async () => [] },
    audit: { add: async () => undefined },
    close: async () => undefined,
  };
  return store as unknown as Store & { rows: EventRow[] };
}
