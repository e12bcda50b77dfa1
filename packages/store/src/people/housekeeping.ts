import { errorSummary } from '../error-summary.ts';
import { isStoreError } from '../errors.ts';
import type { Actor, PeopleStore, Retention } from './types.ts';

export interface HousekeepingOptions {
  people: PeopleStore;
  retention: Pick<Retention, 'run'>;
  log: (line: string) => void;
  /** How often erasures that somebody left unfinished are looked for. Default 10 s. */
  erasuresMs?: number;
  /** How often what is too old is deleted; first after {@link HousekeepingOptions.erasuresMs}. Default 24 h. */
  retentionMs?: number;
}

/** Who asked, where the record needs a name. */
const withdrawal: Actor = { id: 'withdrawal of consent', role: '' };

/** What a service does for people's rights besides answering requests. */
export interface Housekeeping {
  /** Runs an erasure soon, in the background. */
  erase(requestId: string): void;
  /**
   * Erases who asked for it when taking consent back: a back end may name a user, then the whole person
   * goes; a browser can only speak for itself.
   */
  eraseAsked(
    site: string,
    ids: { anonymousId?: string | undefined; userId?: string | undefined },
  ): void;
  /** Begins nothing more and waits for what runs, at most `graceMs`: what is cut off goes on at the next start. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Finishes erasures that were asked for, also those a killed process left, and applies the retention
 * of sites daily. One thing at a time.
 *
 * @example
 * const housekeeping = startHousekeeping({ people: store.people, retention: store.retention, log });
 */
export function startHousekeeping(options: HousekeepingOptions): Housekeeping {
  const { people, retention, log, erasuresMs = 10_000, retentionMs = 86_400_000 } = options;
  const queued = new Set<string>();
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  let retentionAt = performance.now() + erasuresMs;

  const run = (name: string, work: () => Promise<unknown>): void => {
    const earlier = working;
    working = (async () => {
      await earlier;
      if (stopped) return;
      try {
        await work();
      } catch (error) {
        log(`${name} did not succeed and is tried again: ${errorSummary(error)}`);
      }
    })();
  };
  const erase = (requestId: string): void => {
    if (queued.has(requestId)) return;
    queued.add(requestId);
    run('An erasure', async () => {
      try {
        await people.runErasure(requestId);
      } finally {
        queued.delete(requestId);
      }
    });
  };
  const ask = async (site: string, id: string, deviceOnly: boolean): Promise<void> => {
    try {
      const request = await people.requestErasure(site, id, withdrawal, { deviceOnly });
      if (request.state === 'running') erase(request.id);
    } catch (error) {
      // Nothing there to erase.
      if (!isStoreError(error, 'person_unknown')) throw error;
    }
  };
  run('The search for erasures that were asked for', async () => {
    for (const { site, id, deviceOnly } of await people.missedErasures()) {
      await ask(site, id, deviceOnly);
    }
  });
  const timer = setInterval(() => {
    if (queued.size === 0) {
      run('The search for unfinished erasures', async () => {
        for (const id of await people.waitingErasures()) erase(id);
      });
    }
    if (performance.now() < retentionAt) return;
    retentionAt = performance.now() + retentionMs;
    run('The retention', async () => {
      for (const { site, table, rows } of await retention.run()) {
        log(`Retention of ${site}: deleted ${rows} row(s) of ${table}.`);
      }
    });
  }, erasuresMs);
  timer.unref();

  return {
    erase,
    eraseAsked(site, { anonymousId, userId }) {
      const id = userId || anonymousId;
      if (id) run('A request for erasure', () => ask(site, id, !userId));
    },
    async stop(graceMs = 2_000) {
      stopped = true;
      clearInterval(timer);
      let cut: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        cut = setTimeout(resolve, graceMs);
      });
      await Promise.race([working, limit]);
      clearTimeout(cut);
    },
  };
}
