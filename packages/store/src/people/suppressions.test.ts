import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventRows } from '../row-format/row-codec.ts';
import { row } from '../testing/rows.ts';
import { segmentOf } from '../testing/segment-of.ts';
import { createSubjectHash } from './subject-hash.ts';
import { createSuppressions } from './suppressions.ts';
import type { Suppression } from './types.ts';
import { withoutErased } from './without-erased.ts';

const hash = createSubjectHash('00'.repeat(32));

/** A list over a table in memory that two processes may share. */
function table() {
  const rows: Record<string, unknown>[] = [];
  const open = (options: { clock?: () => number; maxEntries?: number } = {}) => {
    const log: string[] = [];
    const list = createSuppressions({
      database: {
        async query<Row>(_sql: string, params: Record<string, unknown> = {}) {
          const recent = rows.filter((each) => Number(each['at']) >= Number(params['since']));
          const newest = new Map<string, Record<string, unknown>>();
          for (const each of recent) {
            const key = `${String(each['site_id'])} ${String(each['id_hash'])}`;
            const before = newest.get(key);
            if (before?.['state'] !== 'erased') newest.set(key, each);
          }
          return [...newest.values()].toSorted(
            (a, b) => Number(b['at']) - Number(a['at']),
          ) as Row[];
        },
        insert: async (_table, added) => void rows.push(...added),
      },
      hash,
      clock: options.clock ?? (() => 1_000),
      log: (line) => void log.push(line),
      ...(options.maxEntries !== undefined && { maxEntries: options.maxEntries }),
    });
    return { list, log };
  };
  return { open, rows };
}

describe('the list of the suppressed', () => {
  test('knows a site’s own only, by any id of an event, the stronger word first', async () => {
    const { list } = table().open();
    await list.set('shop', ['ada'], 'restricted', 'r');
    await list.set('shop', ['phone', 'account:acme'], 'erased', 'r');
    const has = (ids: object, site = 'shop') => list.has(site, ids);
    expect(has({ userId: 'ada' })).toBe('restricted');
    expect(has({ userId: 'ada', anonymousId: 'phone' })).toBe('erased');
    expect(has({ userId: 'bob', anonymousId: 'phone' })).toBe('erased');
    expect(has({ userId: 'ada' }, 'other')).toBeUndefined();
    expect(has({})).toBeUndefined();
    // A company is not the people in it.
    expect(has({ accountId: 'acme' })).toBe('erased');
    expect(has({ accountId: 'acme', userId: 'bob' })).toBeUndefined();
  });

  test('holds no id, and is told by other processes', async () => {
    const shared = table();
    const [here, there] = [shared.open(), shared.open()];
    await here.list.set('shop', ['ada@example.org'], 'erased', 'r');
    expect(JSON.stringify(shared.rows)).not.toContain('ada');
    expect(there.list.has('shop', { userId: 'ada@example.org' })).toBeUndefined();
    await there.list.refresh();
    expect(there.list.has('shop', { userId: 'ada@example.org' })).toBe('erased');
    await here.list.set('shop', ['bob'], 'restricted', 'r');
    await here.list.set('shop', ['bob'], 'lifted', 'r');
    await there.list.refresh();
    expect(there.list.has('shop', { userId: 'bob' })).toBeUndefined();
    expect(there.list.size()).toBe(1);
  });

  test('the last word counts, except that an erasure is for good, whatever the clocks say', async () => {
    const words = fc.constantFrom<Suppression | 'lifted'>('erased', 'restricted', 'lifted');
    const steps = fc.array(
      fc.record({ id: fc.constantFrom('a', 'b'), word: words, now: fc.nat(100_000) }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        let now = 0;
        const shared = table();
        const { list } = shared.open({ clock: () => now });
        const expected = new Map<string, Suppression | undefined>();
        for (const { id, word, now: at } of given) {
          now = at;
          await list.set('shop', [id], word, 'r');
          if (expected.get(id) !== 'erased') expected.set(id, word === 'lifted' ? undefined : word);
        }
        for (const id of ['a', 'b']) {
          expect(list.hasSubject('shop', id)).toBe(expected.get(id));
        }
        const later = shared.open().list;
        await later.refresh();
        for (const id of ['a', 'b']) {
          expect(later.hasSubject('shop', id)).toBe(expected.get(id));
        }
      }),
    );
  });

  test('is bounded, and says so', async () => {
    const { list, log } = table().open({ maxEntries: 2 });
    await list.set('shop', ['a', 'b', 'c'], 'erased', 'r');
    expect(list.size()).toBe(2);
    expect(log).toHaveLength(1);
    expect(list.hasSubject('shop', 'c')).toBe('erased');
  });
});

test('a segment that is older than an erasure comes in without the erased', () => {
  const rows = segmentOf(eventRows, [
    row(1, { user_id: 'ada', comment: 'Köln' }),
    row(2, { user_id: 'bob' }),
    row(3, { anonymous_id: 'phone' }),
  ]);
  const suppressions = {
    has: (_site: string, ids: { userId?: string | undefined; anonymousId?: string | undefined }) =>
      ids.userId === 'ada' || ids.anonymousId === 'phone' ? ('erased' as const) : undefined,
    newestErasure: () => 50_000,
  };
  const kept = withoutErased(rows, 55_000, suppressions);
  expect(kept.rows).toBe(1);
  expect([...kept.each()]).toMatchObject([row(2, { user_id: 'bob' })]);
  expect(withoutErased(rows, 70_000, suppressions)).toBe(rows);
  const nobody = { ...suppressions, has: () => undefined };
  expect(withoutErased(rows, 0, nobody)).toBe(rows);
});
