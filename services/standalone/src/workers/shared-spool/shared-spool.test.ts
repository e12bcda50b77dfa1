import { StoreError } from '@touchtrail/store';
import type { EventRow } from '@touchtrail/store';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createRemoteSpools } from './remote-spools.ts';
import type { RemoteSpools } from './remote-spools.ts';
import { serveSpools } from './serve-spools.ts';
import type { OwnSpools } from './serve-spools.ts';

const row = (n: number): EventRow => ({
  site_id: 'shop',
  subject_id: `p${n}`,
  ts: 1_795_341_600_000,
  event_id: `0193bd4e-7c2a-7d3e-9f00-${String(n).padStart(12, '0')}`,
  seq: n,
  type: 'touch',
  name: 'page.viewed',
  received_at: 1_795_341_600_000,
  source: 'sdk',
});

/** Spools in memory; what is in `stored` outlives the worker that serves them. */
function owner(stored: EventRow[] = []) {
  const state = { full: false, loseAnswers: 0 };
  const known = new Set(stored.map((each) => each.event_id));
  const other: unknown[] = [];
  const own: OwnSpools = {
    events: {
      async append(rows) {
        await new Promise((resolve) => setImmediate(resolve));
        if (state.full) throw new StoreError('spool_full', 'full', 'wait');
        stored.push(...rows);
      },
    },
    quarantine: { append: async (rows) => void other.push(...rows) },
    counts: { append: async (rows) => void other.push(...rows) },
    replay: {
      async once(rows, write) {
        const fresh = rows.filter((each) => {
          const isNew = !known.has(each.event_id);
          known.add(each.event_id);
          return isNew;
        });
        try {
          await write(fresh);
        } catch (error) {
          for (const each of fresh) known.delete(each.event_id);
          throw error;
        }
        return { accepted: fresh.length, duplicates: rows.length - fresh.length };
      },
    },
  };
  return { own, stored, state, other };
}

const toClose: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of toClose.splice(0)) await each.close();
});
const serving = async (own: OwnSpools) => {
  const served = await serveSpools(own);
  toClose.unshift(served);
  return served;
};
const remoteOf = (locate: () => Promise<string>, patienceMs = 5_000): RemoteSpools => {
  const remote = createRemoteSpools({ locate, patienceMs });
  toClose.unshift(remote);
  return remote;
};
const take = async (remote: RemoteSpools, rows: EventRow[]) => {
  const written: EventRow[] = [];
  const counts = await remote.replay.once(rows, async (fresh) => void written.push(...fresh));
  expect(written).toHaveLength(counts.accepted);
  return counts;
};

describe('spools of another worker', () => {
  test('take each event once, whichever worker it is sent to', async () => {
    const { own, stored } = owner();
    const { address } = await serving(own);
    const workers = [0, 1, 2].map(() => remoteOf(async () => address));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
        async (batches) => {
          stored.length = 0;
          const before = Math.floor(Math.random() * 1e6) * 100;
          const counts = await Promise.all(
            batches.flatMap((batch) =>
              workers.map((worker) =>
                take(
                  worker,
                  batch.map((n) => row(before + n)),
                ),
              ),
            ),
          );
          const ids = stored.map(({ event_id }) => event_id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(new Set(ids)).toEqual(
            new Set(batches.flat().map((n) => row(before + n).event_id)),
          );
          expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(ids.length);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('a worker that is replaced under way: what waited is stored once by the next', async () => {
    const disk: EventRow[] = [];
    const first = owner(disk);
    let now = await serving(first.own);
    const remote = remoteOf(async () => now.address);
    expect(await take(remote, [row(1)])).toEqual({ accepted: 1, duplicates: 0 });
    const underWay = Array.from({ length: 50 }, (_, n) => take(remote, [row(n), row(n + 1)]));
    await now.close();
    const late = take(remote, [row(7), row(99)]);
    now = await serving(owner(disk).own);
    await Promise.all(underWay);
    await late;
    const ids = disk.map(({ seq }) => seq).toSorted((a, b) => a - b);
    expect(ids).toEqual([...Array.from({ length: 51 }, (_, n) => n), 99]);
  });

  test('tells why rows are not taken, and takes them later', async () => {
    const { own, state, stored } = owner();
    const { address } = await serving(own);
    const remote = remoteOf(async () => address);
    state.full = true;
    await expect(take(remote, [row(1)])).rejects.toMatchObject({
      code: 'spool_full',
      hint: 'wait',
    });
    state.full = false;
    expect(await take(remote, [row(1)])).toEqual({ accepted: 1, duplicates: 0 });
    expect(stored).toHaveLength(1);
  });

  test('nobody there: the sender is told to come again', async () => {
    const remote = remoteOf(() => Promise.reject(new Error('nobody')), 100);
    await expect(take(remote, [row(1)])).rejects.toMatchObject({ code: 'closed' });
  });

  test('refused events and counts go the same way', async () => {
    const { own, other } = owner();
    const { address } = await serving(own);
    const remote = remoteOf(async () => address);
    const count = { site_id: 's', hour: 0, path: '/', referrer: '', channel: 'web', count: 1 };
    await remote.counts.append([count]);
    expect(other).toEqual([count]);
  });
});
