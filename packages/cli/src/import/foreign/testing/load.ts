import { memoryStore } from '../../../testing/run-cli.ts';
import { importFile } from '../../import-file.ts';
import type { ForeignSource } from '../foreign-source.ts';

/** Imports lines into `store`, in chunks that end anywhere, at a fixed time. */
export async function load(
  foreign: ForeignSource,
  text: string,
  { store = memoryStore(), chunk = 1_000 } = {},
) {
  async function* stream() {
    for (let at = 0; at < text.length; at += chunk) yield text.slice(at, at + chunk);
  }
  const summary = await importFile({
    input: { name: '/dev/null/none', stream: stream() },
    site: 'shop',
    store,
    clock: () => Date.UTC(2026, 10, 22),
    foreign,
    currency: 'EUR',
    dryRun: false,
    rejectedFile: '/dev/null',
  });
  return { summary, rows: store.rows, store };
}
