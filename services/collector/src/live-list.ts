import { errorSummary } from '@touchtrail/store';
import { patienceMs as defaultPatienceMs, tooSlow, within } from './patience.ts';

/** A short list from the store, in memory. What was taken off it works for at most `refreshMs` more. */
export interface LiveList<Entry> {
  /** @throws when the entry is unknown and the list cannot be read in time. */
  find(id: string): Promise<Entry | undefined>;
}

/**
 * @example
 * const hooks = createLiveList({ load: () => store.hooks.live(), idOf: (hook) => hook.id, what: 'webhooks', clock: Date.now });
 */
export function createLiveList<Entry>(options: {
  load: () => Promise<readonly Entry[]>;
  idOf: (entry: Entry) => string;
  /** What the entries are, for the log. */
  what: string;
  clock: () => number;
  log?: ((line: string) => void) | undefined;
  /** Age at which the list is read again before an answer. Default 5 s. */
  refreshMs?: number | undefined;
  /** An unknown id reads the list again at most this often. Default 1 s. */
  missMs?: number | undefined;
  /** How long reading may take before an answer goes on without it. Default 4 s. */
  patienceMs?: number | undefined;
}): LiveList<Entry> {
  const { load, idOf, what, clock, log, refreshMs = 5_000, missMs = 1_000 } = options;
  const { patienceMs = defaultPatienceMs } = options;
  let known = new Map<string, Entry>();
  let readAt = -Infinity;
  let triedAt = -Infinity;
  let running: Promise<void> | undefined;

  const refresh = () =>
    (running ??= (async () => {
      triedAt = clock();
      known = new Map((await load()).map((entry) => [idOf(entry), entry]));
      readAt = triedAt;
    })().finally(() => {
      running = undefined;
    }));

  /** Whether a reading hangs: it is waited for once, not by everybody who comes. */
  const hangs = () => running !== undefined && clock() - triedAt >= patienceMs;
  const read = async () => {
    if (hangs()) throw tooSlow(`list of ${what}`, patienceMs);
    await within(refresh(), `list of ${what}`, patienceMs);
  };

  return {
    async find(id) {
      const now = clock();
      if (!known.has(id)) {
        if (running || now - triedAt >= missMs || readAt === -Infinity) await read();
      } else if (now - readAt > refreshMs && !hangs() && (running || now - triedAt >= missMs)) {
        // ClickHouse away: those known go on working.
        await read().catch((error: unknown) => {
          log?.(`${what} could not be read again, the known ones stay: ${errorSummary(error)}`);
        });
      }
      return known.get(id);
    },
  };
}
