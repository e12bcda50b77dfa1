import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deferred } from '../deferred.ts';
import { row } from '../testing/rows.ts';
import type { EventRow } from '../types.ts';
import { createRecentIds } from './recent-ids.ts';
import { createReplayGuard, uuidTime } from './replay-guard.ts';

const now = 1_795_341_600_000;
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(known: readonly string[] = []) {
  const asked: string[] = [];
  const failures: unknown[] = [];
  const state = { away: false };
  const recent = createRecentIds({ clock: () => now, windowMs: 600_000, maxIds: 1_000 });
  const guard = createReplayGuard({
    recent,
    clock: () => now,
    async lookUp(_site, ids) {
      asked.push(...ids);
      await tick();
      if (state.away) throw new Error('away');
      return new Set(ids.filter((id) => known.includes(id)));
    },
    onLookUpFailed: (error) => void failures.push(error),
  });
  const written: string[] = [];
  const write = async (fresh: readonly EventRow[]) => {
    await tick();
    written.push(...fresh.map((each) => `${each.site_id}/${each.event_id}`));
  };
  return { guard, asked, failures, state, written, write };
}

const diskFull = () => Promise.reject(new Error('disk full'));

/** A UUID version 7 made at `ms`. */
const v7 = (ms: number, n = 0) => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(n).padStart(12, '0')}`;
};

describe('the replay guard', () => {
  test('lets an event in once, per site', async () => {
    const { guard, written, write } = setUp();
    expect(await guard.once([row(1), row(2)], write)).toEqual({ accepted: 2, duplicates: 0 });
    expect(await guard.once([row(2), row(3)], write)).toEqual({ accepted: 1, duplicates: 1 });
    expect(await guard.once([row(1, { site_id: 'other' })], write)).toEqual({
      accepted: 1,
      duplicates: 0,
    });
    expect(written).toHaveLength(4);
  });

  test('knows what is durable, and never claims what is only on its way', async () => {
    const { guard, write } = setUp();
    const [one, two] = [row(1), row(2)];
    const under = guard.once([one], write);
    expect(guard.knows(one.site_id, one.event_id)).toBe(false);
    await under;
    expect(guard.knows(one.site_id, one.event_id)).toBe(true);
    expect(guard.knows('other', one.event_id)).toBe(false);
    await guard.once([two], diskFull).catch(() => {});
    expect(guard.knows(two.site_id, two.event_id)).toBe(false);
  });

  test('the same event twice in one batch is one event', async () => {
    const { guard, written, write } = setUp();
    expect(await guard.once([row(1), row(1), row(1)], write)).toEqual({
      accepted: 1,
      duplicates: 2,
    });
    expect(written).toHaveLength(1);
  });

  test('a write that failed leaves no trace: the next try counts', async () => {
    const { guard, written, write } = setUp();
    await expect(guard.once([row(1)], diskFull)).rejects.toThrow('disk full');
    expect(await guard.once([row(1)], write)).toEqual({ accepted: 1, duplicates: 0 });
    expect(written).toHaveLength(1);
  });

  test('who came second waits: it is no duplicate before the first is durable', async () => {
    const { guard, written, write } = setUp();
    const { promise: synced, resolve: sync } = deferred();
    const first = guard.once([row(1)], async () => {
      await synced;
      throw new Error('sync failed');
    });
    const second = guard.once([row(1)], write);
    for (let i = 0; i < 5; i++) await tick();
    expect(written).toEqual([]);
    sync();
    await expect(first).rejects.toThrow('sync failed');
    expect(await second).toEqual({ accepted: 1, duplicates: 0 });
  });

  test('crossed batches do not wait for each other for ever', async () => {
    const { guard, written, write } = setUp();
    const answers = await Promise.all([
      guard.once([row(1), row(2), row(3)], write),
      guard.once([row(3), row(2), row(4)], write),
      guard.once([row(4), row(1)], write),
    ]);
    expect(answers.reduce((sum, answer) => sum + answer.accepted, 0)).toBe(4);
    expect(written.toSorted()).toEqual([...new Set(written)].toSorted());
  });

  test('asks ClickHouse only about ids that may be older than memory', async () => {
    const old = v7(now - 86_400_000, 1);
    const { guard, asked, write } = setUp([old, row(5).event_id]);
    const fresh = v7(now + 60_000, 2);
    const answer = await guard.once(
      [row(1, { event_id: old }), row(2, { event_id: fresh })],
      write,
    );
    expect(answer).toEqual({ accepted: 1, duplicates: 1 });
    expect(asked).toEqual([old]);
    // Not a version 7: nothing is known of its age.
    expect(await guard.once([row(5)], write)).toEqual({ accepted: 0, duplicates: 1 });
  });

  test('ids of a clock that is ahead are asked about, unless the sender says how far', async () => {
    const day = 86_400_000;
    const [year, near, mended] = [v7(now + 365 * day, 1), v7(now + 60_001, 2), v7(now + day, 3)];
    const { guard, asked, write } = setUp([year, near]);
    const rows = [row(1, { event_id: year }), row(2, { event_id: near })];
    expect(await guard.once(rows, write)).toEqual({ accepted: 0, duplicates: 2 });
    expect(asked).toEqual([year, near]);
    // By the sender's own clock it was made a minute ahead of the horizon.
    await guard.once([row(3, { event_id: mended })], write, -day + 60_000);
    expect(asked).toHaveLength(2);
    // And by this one before it: a clock that is behind makes no id look new.
    await guard.once([row(4, { event_id: v7(now + 60_000, 4) })], write, -1);
    expect(asked).toHaveLength(3);
  });

  test('when it cannot be told that ids were not looked up, nothing is let in', async () => {
    const guard = createReplayGuard({
      recent: createRecentIds({ clock: () => now, windowMs: 600_000, maxIds: 1_000 }),
      clock: () => now,
      lookUp: () => Promise.reject(new Error('away')),
      onLookUpFailed: () => Promise.reject(new Error('disk full')),
    });
    const written: unknown[] = [];
    const once = guard.once([row(1)], async (fresh) => void written.push(...fresh));
    await expect(once).rejects.toThrow('disk full');
    expect([written, guard.size()]).toEqual([[], 0]);
  });

  test('without an answer from ClickHouse rows are let in, and it is told', async () => {
    const { guard, state, failures, write } = setUp([row(1).event_id]);
    state.away = true;
    expect(await guard.once([row(1)], write)).toEqual({ accepted: 1, duplicates: 0 });
    expect(failures).toHaveLength(1);
  });

  test('any requests at once, any failures: each event is written at most once, and counted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            ids: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 }),
            fails: fc.boolean(),
            delay: fc.integer({ min: 0, max: 3 }),
          }),
          { maxLength: 20 },
        ),
        async (requests) => {
          const { guard, written, write } = setUp();
          const durable = new Set<string>();
          await Promise.all(
            requests.map(async ({ ids, fails, delay }) => {
              for (let i = 0; i < delay; i++) await tick();
              try {
                const answer = await guard.once(
                  ids.map((n) => row(n)),
                  async (fresh) => {
                    await tick();
                    if (fails) throw new Error('no');
                    await write(fresh);
                    for (const each of fresh) durable.add(each.event_id);
                  },
                );
                expect(answer.accepted + answer.duplicates).toBe(ids.length);
                // Whoever is told "accepted" or "duplicate" can rely on it being durable now.
                for (const n of ids) expect(durable.has(row(n).event_id)).toBe(true);
              } catch (error) {
                if (!(error instanceof Error) || error.message !== 'no') throw error;
              }
            }),
          );
          expect(written).toHaveLength(new Set(written).size);
        },
      ),
    );
  });
});

describe('recent ids', () => {
  test('keep at least the window, forget after twice of it, and say since when they know', () => {
    let time = now;
    const recent = createRecentIds({ clock: () => time, windowMs: 100, maxIds: 1_000 });
    recent.add('a');
    time += 99;
    recent.add('b');
    expect(recent.has('a')).toBe(true);
    time += 1;
    recent.add('c');
    expect(recent.has('a')).toBe(true);
    expect(recent.horizon()).toBe(now);
    time += 100;
    recent.add('d');
    expect([recent.has('a'), recent.has('b'), recent.has('c')]).toEqual([false, false, true]);
    expect(recent.horizon()).toBe(now + 100);
  });

  test('stay under their bound, unless rows are not in the table yet', () => {
    let unstored: number | null = null;
    const recent = createRecentIds({
      clock: () => now,
      windowMs: 100,
      maxIds: 10,
      oldestUnstored: () => unstored,
    });
    for (let n = 0; n < 100; n++) recent.add(`a${n}`);
    expect(recent.size()).toBeLessThanOrEqual(10);
    unstored = now - 1;
    const before = recent.size();
    for (let n = 0; n < 8; n++) recent.add(`b${n}`);
    expect(recent.size()).toBe(before + 8);
    for (let n = 0; n < 1_000; n++) recent.add(`c${n}`);
    expect(recent.size()).toBeLessThanOrEqual(30);
  });

  test('know what they were filled with', () => {
    const recent = createRecentIds({
      clock: () => now,
      windowMs: 100,
      maxIds: 10,
      filled: { since: now - 60, keys: ['x'] },
    });
    expect(recent.has('x')).toBe(true);
    expect(recent.horizon()).toBe(now - 60);
  });
});

test('uuidTime reads the time of a version 7 only', () => {
  expect(uuidTime(v7(now))).toBe(now);
  expect(uuidTime(row(1).event_id)).toBeUndefined();
});
