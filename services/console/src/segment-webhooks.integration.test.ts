import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Segment, SegmentChange, SegmentDelivery } from '@touchtrail/contract';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { watchSegments } from './segments/watch-segments.ts';
import { dayMs as day, openPeopleConsole, row } from './testing/open-people-console.ts';
import type { PeopleConsole } from './testing/open-people-console.ts';

let opened: PeopleConsole;
beforeAll(async () => {
  opened = await openPeopleConsole();
});
afterAll(() => opened.close());

const json = <Body>(url: string, body?: unknown) => opened.json<Body>(url, body);
const save = (key: string, rule: unknown, more: object = {}) =>
  json<Segment & { secret?: string }>('/api/segments', { site: 'shop', key, rule, ...more });

/** A receiver that answers with what is next in line, else as it is told to, else 200; 0 is no answer. */
async function receiver(answerTo: (changes: readonly SegmentChange[]) => number = () => 200) {
  const got: SegmentChange[] = [];
  const answers: number[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const { changes } = JSON.parse(body) as SegmentDelivery;
      const status = answers.shift() ?? answerTo(changes);
      got.push(...changes);
      if (status > 0) response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, answers, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
const watch = (more: { allowPrivate?: boolean; sweepMs?: number } = {}) => {
  const { reader, identity, segments, membership } = opened.store;
  const log: string[] = [];
  const watching = watchSegments({
    reader,
    identity,
    segments,
    membership,
    clock: Date.now,
    log: (line) => void log.push(line),
    allowPrivate: true,
    lookMs: 100,
    sweepMs: 500,
    sweepRest: 1,
    retryMs: 50,
    ...more,
  });
  onTestFinished(() => watching.stop());
  return { ...watching, log };
};
async function until(holds: () => boolean | Promise<boolean>, what: () => unknown): Promise<void> {
  for (let tries = 0; tries < 1_100; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect.fail(`It did not come to hold within 55 s: ${JSON.stringify(what())}`);
}
const told = (got: readonly SegmentChange[]) => {
  // At least once: the same change may come again, under the same id.
  const byId = new Map(got.map((change) => [change.id, change]));
  return [...byId.values()].map(({ change, person }) => `${change} ${person}`);
};

describe('a webhook', () => {
  test('is told who entered and left, again until it is taken, and after a restart', async () => {
    const { got, answers, url } = await receiver();
    const rule = {
      all: [{ touched: { touchpoint: 'offer' } }, { touched: { type: 'conversion' }, atMost: 0 }],
    };
    await opened.store.insertEvents([
      row({ userId: 'old', touchpoint: 'offer', at: Date.now() - day }),
    ]);
    const saved = await save('warm', rule, { webhook: { url } });
    expect(saved.secret).toMatch(/^whs_/);
    expect(JSON.stringify(await json('/api/segments?site=shop'))).not.toContain('signing');
    const first = watch();
    const { segments, membership } = opened.store;
    const known = async () => {
      const [watched] = await segments.watched();
      return watched !== undefined && membership.isKnown(watched);
    };
    await until(known, () => first.log);
    // Who was there before is not told.
    answers.push(500, 500);
    await opened.store.insertEvents([
      row({ anonymousId: 'gil-1', touchpoint: 'offer', at: Date.now() }),
    ]);
    await until(
      () => got.length >= 3,
      () => [got, first.log],
    );
    expect(told(got)).toEqual(['entered anonymous:gil-1']);
    expect(new Set(got.map(({ id }) => id)).size).toBe(1);
    // A login makes another person of the same touches.
    await opened.store.insertEvents([
      row({ anonymousId: 'gil-1', userId: 'gil', touchpoint: 'home', at: Date.now() }),
    ]);
    await until(
      () => told(got).length >= 3,
      () => [got, first.log],
    );
    expect(told(got).toSorted()).toEqual([
      'entered anonymous:gil-1',
      'entered user:gil',
      'left anonymous:gil-1',
    ]);
    await first.stop();

    await opened.store.insertEvents([
      row({ userId: 'gil', type: 'conversion', touchpoint: 'order', at: Date.now() }),
    ]);
    const second = watch();
    await until(
      () => told(got).length >= 4,
      () => [got, second.log],
    );
    expect(told(got).at(-1)).toBe('left user:gil');
    // Who is paused leaves.
    await opened.store.people.restrict('shop', 'old', { id: 'test', role: 'admin' });
    await until(
      () => told(got).length >= 5,
      () => [got, second.log],
    );
    expect(told(got).at(-1)).toBe('left user:old');
    await opened.store.people.unrestrict('shop', 'old', { id: 'test', role: 'admin' });
    await second.stop();
    await json('/api/segments', { site: 'shop', key: 'warm', rule, webhook: null });
    expect(await segments.watched()).toEqual([]);
  });

  test('is told who enters by time alone', async () => {
    const { got, url } = await receiver();
    await save(
      'quiet',
      { all: [{ silentFor: '2s' }, { touched: { touchpoint: 'soon-quiet' } }] },
      { webhook: { url } },
    );
    const watching = watch();
    const { segments, membership } = opened.store;
    await until(
      async () => {
        const [watched] = await segments.watched();
        return watched !== undefined && membership.isKnown(watched);
      },
      () => watching.log,
    );
    await opened.store.insertEvents([
      row({ userId: 'hugo', touchpoint: 'soon-quiet', at: Date.now() }),
    ]);
    await until(
      () => got.length > 0,
      () => [got, watching.log],
    );
    expect(told(got)).toEqual(['entered user:hugo']);
    await watching.stop();
    const removed = await opened.remove('/api/segments/quiet?site=shop');
    expect(removed.status).toBe(200);
  });

  test('that refuses one person, or never answers, holds up nobody else', async () => {
    let mends = false;
    const poison = await receiver((changes) =>
      !mends && changes.some(({ person }) => person === 'user:odd-3') ? 500 : 200,
    );
    const silent = await receiver(() => 0);
    await save('picky', { touched: { touchpoint: 'picky' } }, { webhook: { url: poison.url } });
    await save('mute', { touched: { touchpoint: 'picky' } }, { webhook: { url: silent.url } });
    const watching = watch();
    const { segments, membership } = opened.store;
    await until(
      async () => {
        const watched = await segments.watched();
        const known = await Promise.all(watched.map((each) => membership.isKnown(each)));
        return watched.length === 2 && known.every(Boolean);
      },
      () => watching.log,
    );
    const touch = (userId: string) =>
      opened.store.insertEvents([row({ userId, touchpoint: 'picky', at: Date.now() })]);
    // What was refused: bodies with one of them in it.
    const taken = () =>
      new Set(poison.got.map(({ person }) => person).filter((person) => person !== 'user:odd-3'));
    await opened.store.insertEvents(
      Array.from({ length: 12 }, (_, n) =>
        row({ userId: `odd-${n}`, touchpoint: 'picky', at: Date.now() }),
      ),
    );
    const delivered = async () => {
      const rows = await opened.store.reader.query<{ id: string }>({
        sql: `SELECT segment_changes.id AS id FROM segment_changes FINAL
              WHERE segment = 'picky' AND state = 'delivered'`,
      });
      return rows.length;
    };
    await until(async () => (await delivered()) === 11, taken);
    // One that comes later is not held up either, nor by the receiver that never answers.
    await touch('odd-late');
    await until(async () => (await delivered()) === 12, taken);
    expect(silent.got.length).toBeGreaterThan(0);
    // Who was refused leaves meanwhile, is told of in order once the receiver mends.
    const before = poison.got.length;
    await opened.store.people.restrict('shop', 'odd-3', { id: 'test', role: 'admin' });
    const odd = () => poison.got.slice(before).filter(({ person }) => person === 'user:odd-3');
    await until(() => odd().some(({ change }) => change === 'left'), odd);
    // Never without what it follows, even while both are refused.
    expect(odd().at(odd().findIndex(({ change }) => change === 'left') - 1)?.change).toBe(
      'entered',
    );
    mends = true;
    await until(async () => (await delivered()) === 14, odd);
    const order = odd().map(({ change }) => change);
    expect(order.indexOf('entered')).toBeLessThan(order.indexOf('left'));
    expect(order.slice(-2)).toEqual(['entered', 'left']);
    await watching.stop();
    await opened.store.people.unrestrict('shop', 'odd-3', { id: 'test', role: 'admin' });
    for (const key of ['picky', 'mute']) await opened.remove(`/api/segments/${key}?site=shop`);
  });

  test('is told of people who did nothing themselves when their account is said to be another', async () => {
    const { got, url } = await receiver();
    const rule = { account: { attribute: 'plan', op: 'is', value: 'enterprise' } };
    await opened.store.insertEvents([
      row({ userId: 'kim', accountId: 'globex', touchpoint: 'home', at: Date.now() }),
      row({ userId: 'lou', accountId: 'other', touchpoint: 'home', at: Date.now() }),
    ]);
    await save('big', rule, { webhook: { url } });
    // Nobody is looked at but those who are touched.
    const watching = watch({ sweepMs: 600_000 });
    const { segments, membership } = opened.store;
    await until(
      async () => {
        const [watched] = await segments.watched();
        return watched !== undefined && membership.isKnown(watched);
      },
      () => watching.log,
    );
    await opened.store.insertEvents([
      row(
        {
          accountId: 'globex',
          type: 'account',
          name: 'account.identified',
          props: { plan: 'enterprise' },
          at: Date.now(),
        },
        'server',
      ),
    ]);
    await until(
      () => got.length > 0,
      () => watching.log,
    );
    expect(told(got)).toEqual(['entered user:kim']);
    await watching.stop();
    await opened.remove('/api/segments/big?site=shop');
  });

  test('of a private network is not spoken to unless that is allowed', async () => {
    const { got, url } = await receiver();
    await save('private', { touched: { touchpoint: 'inside' } }, { webhook: { url } });
    const watching = watch({ allowPrivate: false });
    const { segments, membership } = opened.store;
    await until(
      async () => {
        const [watched] = await segments.watched();
        return watched !== undefined && membership.isKnown(watched);
      },
      () => watching.log,
    );
    await opened.store.insertEvents([row({ userId: 'ira', touchpoint: 'inside', at: Date.now() })]);
    await until(
      () => watching.log.length > 0,
      () => got,
    );
    expect(watching.log[0]).toContain('private network');
    expect(got).toEqual([]);
    await watching.stop();
    await opened.remove('/api/segments/private?site=shop');
  });

  test('leaves nothing of who is erased', async () => {
    const { got, url } = await receiver();
    await save('erasable', { touched: { touchpoint: 'gone' } }, { webhook: { url } });
    const watching = watch();
    const { segments, membership, people, reader } = opened.store;
    await until(
      async () => {
        const [watched] = await segments.watched();
        return watched !== undefined && membership.isKnown(watched);
      },
      () => watching.log,
    );
    await opened.store.insertEvents([
      row({
        userId: 'jo-the-forgotten',
        accountId: 'acme',
        touchpoint: 'gone',
        at: Date.now(),
        props: { email: `h_${'j'.repeat(22)}` },
      }),
    ]);
    await until(
      () => got.length > 0,
      () => watching.log,
    );
    await watching.stop();
    const exported: { type?: string }[] = [];
    for await (const line of people.export('shop', 'jo-the-forgotten', {
      id: 'test',
      role: 'admin',
    })) {
      exported.push(JSON.parse(line) as { type?: string });
    }
    expect([...new Set(exported.map(({ type }) => type))]).toEqual(
      expect.arrayContaining([
        'account_membership',
        'hashed_id',
        'segment_membership',
        'segment_change',
      ]),
    );
    const request = await people.requestErasure('shop', 'jo-the-forgotten', {
      id: 'test',
      role: 'admin',
    });
    const done = await people.runErasure(request.id);
    expect(done.receipt.proof?.found).toEqual([]);
    for (const table of [
      'account_members',
      'hashed_ids',
      'segment_members',
      'segment_changes',
      'segment_touched',
    ]) {
      const rows = await reader.query({
        sql: `SELECT 1 AS one FROM ${table} WHERE id = 'jo-the-forgotten'`,
      });
      expect([table, rows]).toEqual([table, []]);
    }
  });
});
