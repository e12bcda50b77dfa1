import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createClient } from '../client.ts';
import { openTempStore } from '../testing/open-temp-store.ts';
import { row } from '../testing/rows.ts';
import { tempDir } from '../testing/temp-dir.ts';
import type { Store } from '../types.ts';
import { duties } from './duties.ts';

const actor = { id: 'test', role: 'admin' };
const receivedAt = 1_795_341_600_000;

const of = (n: number, ids: { anonymous?: string; user?: string }, more = {}) =>
  row(n, {
    subject_id: ids.user ?? ids.anonymous ?? '',
    anonymous_id: ids.anonymous ?? '',
    user_id: ids.user ?? '',
    consent_purposes: ['measurement', 'storage'],
    consent_source: 'api',
    consent_id: `decision of ${ids.anonymous}`,
    consent_decided_at: receivedAt - 1_000,
    ...more,
  });

const subjects = async (store: Store): Promise<string[]> => {
  const rows = await store.reader.query<{ s: string }>({
    sql: 'SELECT DISTINCT subject_id AS s FROM events ORDER BY s',
  });
  return rows.map(({ s }) => s);
};

/** Files under a directory that contain a text. */
const filesWith = (directory: string, text: string): string[] => {
  try {
    return execFileSync('grep', ['-rlaF', text, directory], { encoding: 'utf8' })
      .trim()
      .split('\n');
  } catch {
    return [];
  }
};

const lines = async (from: AsyncIterable<string>): Promise<Record<string, unknown>[]> => {
  const all: Record<string, unknown>[] = [];
  for await (const line of from) all.push(JSON.parse(line) as Record<string, unknown>);
  return all;
};

test('every table has a duty', async () => {
  const store = await openTempStore();
  const tables = await store.reader.query<{ name: string }>({
    sql: `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name`,
  });
  expect(tables.map(({ name }) => name)).toEqual(Object.keys(duties).toSorted());
});

describe('a person', () => {
  test('is a user with the devices that are theirs alone', async () => {
    const store = await openTempStore();
    await store.insertEvents([
      of(1, { anonymous: 'ada-phone' }),
      of(2, { anonymous: 'ada-phone', user: 'ada' }),
      of(3, { anonymous: 'ada-laptop', user: 'ada' }),
      of(4, { anonymous: 'kiosk', user: 'ada' }),
      of(5, { anonymous: 'kiosk', user: 'bob' }),
      of(6, { anonymous: 'lonely' }),
    ]);
    const ids = async (id: string) => {
      const person = await store.people.resolve('shop', id);
      return [person.subjects.map((each) => each.id).join(' '), person.sharedDevices.join(' ')];
    };
    const ada = ['ada ada-laptop ada-phone', 'kiosk'];
    expect(await ids('ada')).toEqual(ada);
    expect(await ids('ada-laptop')).toEqual(ada);
    expect(await ids('kiosk')).toEqual(['kiosk', '']);
    expect(await ids('lonely')).toEqual(['lonely', '']);
    expect(await store.people.resolve('other', 'ada')).toMatchObject({ known: false });
    await expect(store.people.requestErasure('other', 'ada', actor)).rejects.toMatchObject({
      code: 'person_unknown',
    });
  });

  test('is told everything that is stored, and that it was all', async () => {
    const store = await openTempStore();
    await store.insertEvents([
      of(1, { anonymous: 'ada-phone' }),
      of(2, { anonymous: 'ada-phone', user: 'ada' }, { comment: 'hello' }),
      of(3, { anonymous: 'bobs-phone', user: 'bob' }),
    ]);
    await store.insertQuarantine([
      {
        site_id: 'shop',
        received_at: receivedAt,
        event_id: 'x',
        code: 'invalid_event',
        message: 'm',
        raw: '{"anonymousId":"ada-phone","name":""}',
        source: 'sdk',
      },
    ]);
    const told = await lines(store.people.export('shop', 'ada-phone', actor));
    const types = told.map(({ type }) => type);
    expect(types).toEqual([
      'person',
      'event',
      'event',
      'link',
      'joined',
      'refused_event',
      'consent_receipt',
      'consent_receipt',
      'request',
      'audit_entry',
      'end',
    ]);
    expect(told[0]).toMatchObject({ id: 'ada', ids: [{ id: 'ada' }, { id: 'ada-phone' }] });
    expect(told.find(({ comment }) => comment === 'hello')).toMatchObject({
      ts: new Date(receivedAt + 2).toISOString(),
      event_type: 'touch',
    });
    expect(JSON.stringify(told)).not.toContain('bob');
    const [entry] = await store.audit.list({ site: 'shop', subject: 'ada' });
    expect(entry).toMatchObject({ action: 'person.exported', actor: 'test', role: 'admin' });
  });

  test('who is restricted is in no report and comes back whole', async () => {
    const store = await openTempStore();
    await store.insertEvents([
      of(1, { anonymous: 'ada-phone', user: 'ada' }),
      of(2, { anonymous: 'bobs-phone', user: 'bob' }),
      of(3, { user: 'ada' }, { site_id: 'other' }),
    ]);
    // Believes now that nobody is hidden.
    expect(await subjects(store)).toEqual(['ada', 'bob']);
    await store.people.restrict('shop', 'ada-phone', actor);
    expect(await subjects(store)).toEqual(['ada', 'bob']);
    expect(
      await store.reader.query({
        sql: `SELECT subject_id AS s FROM events WHERE site_id = 'shop'`,
      }),
    ).toEqual([{ s: 'bob' }]);
    // Whoever asks ClickHouse with the user for charts sees the same.
    const charts = createClient(store.readOnlyConnection ?? store.connection);
    const ask = async (query: string) =>
      (await charts.query({ query, format: 'JSONEachRow' })).json();
    expect(await ask(`SELECT subject_id AS s FROM events WHERE site_id = 'shop'`)).toEqual([
      { s: 'bob' },
    ]);
    await expect(ask('SELECT * FROM installation')).rejects.toThrow('privileges');
    await charts.close();
    const has = () => [
      store.suppressions.has('shop', { userId: 'ada' }),
      store.suppressions.has('shop', { anonymousId: 'ada-phone', userId: 'eve' }),
      store.suppressions.has('other', { userId: 'ada' }),
      store.suppressions.has('shop', { userId: 'bob' }),
    ];
    expect(has()).toEqual(['restricted', 'restricted', undefined, undefined]);
    await store.people.unrestrict('shop', 'ada', actor);
    expect(has()).toEqual([undefined, undefined, undefined, undefined]);
    expect(
      await store.reader.query({
        sql: `SELECT subject_id AS s FROM events WHERE site_id = 'shop' ORDER BY s`,
      }),
    ).toEqual([{ s: 'ada' }, { s: 'bob' }]);
    await expect(store.people.unrestrict('shop', 'ada', actor)).rejects.toMatchObject({
      code: 'not_restricted',
    });
  });

  test('a correction is a new fact with its source', async () => {
    const store = await openTempStore();
    await store.insertEvents([of(1, { anonymous: 'ada-phone', user: 'ada' })]);
    await store.people.rectify('shop', 'ada-phone', { city: 'Bonn' }, actor);
    expect(
      await store.reader.query({
        sql: `SELECT subject_id, type, source, props FROM events WHERE source != 'sdk'`,
      }),
    ).toEqual([
      { subject_id: 'ada', type: 'identify', source: 'rectification', props: '{"city":"Bonn"}' },
    ]);
    const [entry] = await store.audit.list({ action: 'person.rectified' });
    expect(entry?.detail).toEqual({ fields: ['city'] });
  });
});

describe('an erasure', () => {
  const phone = 'canary-phone-5f1c';
  const user = 'canary-user-77ab@example.org';

  test('leaves nothing of a person, on disk or in a table, and everything of others', async () => {
    const dataDir = await tempDir();
    const store = await openTempStore({ dataDir });
    await store.insertEvents([
      of(1, { anonymous: phone }, { props: `{"mail":"${user}"}` }),
      of(2, { anonymous: phone, user }),
      of(3, { anonymous: 'kiosk-0001', user }),
      of(4, { anonymous: 'kiosk-0001', user: 'bob-00001' }),
      of(5, { anonymous: 'kiosk-0001' }),
      of(6, { anonymous: 'bobs-phone', user: 'bob-00001' }),
    ]);
    const refused = { site_id: 'shop', received_at: receivedAt, event_id: '', code: 'c' };
    await store.insertQuarantine([
      { ...refused, message: '', raw: JSON.stringify({ userId: user }), source: 'sdk' },
      { ...refused, message: '', raw: JSON.stringify({ userId: 'bob-00001' }), source: 'sdk' },
    ]);
    const failed = path.join(dataDir, 'spool', 'events', 'failed');
    await mkdir(failed, { recursive: true });
    await writeFile(
      path.join(failed, 'a.ndjson'),
      [of(7, { anonymous: phone }), of(8, { user: 'bob-00001' })]
        .map((each) => `${JSON.stringify(each)}\n`)
        .join(''),
    );
    // The scan can fail: it finds the person before.
    expect(filesWith(dataDir, phone).length).toBeGreaterThan(1);
    const kiosk = `SELECT groupUniqArray(to_id) AS users FROM id_edges WHERE from_id = 'kiosk-0001'`;

    const request = await store.people.requestErasure('shop', phone, actor);
    expect(await subjects(store)).toEqual(['bob-00001', 'kiosk-0001']);
    expect(store.suppressions.has('shop', { userId: user })).toBe('erased');
    const steps: string[] = [];
    const done = await store.people.runErasure(request.id, (step) => {
      if (steps.at(-1) !== step) steps.push(step);
    });
    expect(steps).toEqual([
      'waiting',
      'counted',
      'deleting',
      'files',
      'purging',
      'proving',
      'clearing',
    ]);
    expect(done).toMatchObject({
      state: 'done',
      receipt: {
        subjects: 2,
        sharedDevices: 1,
        counts: { events: 3, id_edges: 2, id_map: 1, quarantine: 1, consent_receipts: 3 },
        fileLines: 1,
        partsLeft: 0,
        proof: { found: [] },
      },
    });
    expect(filesWith(dataDir, phone)).toEqual([]);
    expect(filesWith(dataDir, user)).toEqual([]);
    expect(await readFile(path.join(failed, 'a.ndjson'), 'utf8')).toContain('bob-00001');

    expect(await subjects(store)).toEqual(['bob-00001', 'kiosk-0001']);
    // The device stays shared: Bob's numbers are as before.
    const [links] = await store.reader.query<{ users: string[] }>({ sql: kiosk });
    expect(links?.users.toSorted()).toEqual(['bob-00001', `erased:${request.id}`]);
    const [receipts] = await store.reader.query({
      sql: `SELECT countIf(anonymous_id LIKE 'erased:%') AS kept, countIf(id LIKE '%${phone}%') AS named FROM consent_receipts FINAL`,
    });
    expect(receipts).toEqual({ kept: 2, named: 0 });
    // Asking again is answered with what was done.
    const again = await store.people.requestErasure('shop', user, actor);
    expect(again.id).toBe(request.id);
  });

  test('what waited in a spool through it does not come in', async () => {
    const store = await openTempStore();
    await store.insertEvents([of(1, { anonymous: phone })]);
    const spool = await store.openEventSpool();
    await spool.append([of(2, { anonymous: phone }), of(3, { anonymous: 'bobs-phone' })]);
    const request = await store.people.requestErasure('shop', phone, actor);
    await spool.append([of(4, { anonymous: phone })]);
    await store.people.runErasure(request.id);
    expect(await subjects(store)).toEqual(['bobs-phone']);
  });

  test('a browser that asks for it erases itself, not the user it was seen with', async () => {
    const store = await openTempStore();
    const wish = (n: number, anonymous: string) =>
      of(
        n,
        { anonymous },
        {
          type: 'consent',
          name: 'consent.withdrawn',
          props: '{"erase":true}',
          consent_purposes: [],
        },
      );
    await store.insertEvents([
      of(1, { anonymous: phone }),
      of(2, { anonymous: phone, user }),
      of(3, { anonymous: 'other-device', user }),
      wish(4, phone),
      wish(5, 'stranger-without-a-past'),
    ]);
    expect(await store.people.missedErasures()).toEqual(
      expect.arrayContaining([{ site: 'shop', id: phone, deviceOnly: true }]),
    );
    const alone = { deviceOnly: true };
    const stranger = store.people.requestErasure('shop', 'stranger-without-a-past', actor, alone);
    await expect(stranger).rejects.toMatchObject({ code: 'person_unknown' });
    const { id } = await store.people.requestErasure('shop', phone, actor, alone);
    const { receipt } = await store.people.runErasure(id);
    expect(receipt).toMatchObject({
      subjects: 1,
      counts: { events: 2 },
      // The user's row still mentions the device in a text: the proof does not keep that quiet.
      proof: { found: [{ table: 'events', column: 'consent_id', rows: 1 }] },
    });
    expect(
      await store.reader.query({
        sql: `SELECT subject_id, anonymous_id FROM events WHERE user_id != '' ORDER BY ts`,
      }),
    ).toEqual([
      { subject_id: user, anonymous_id: '' },
      { subject_id: user, anonymous_id: 'other-device' },
    ]);
    expect((await store.people.missedErasures()).map((each) => each.id)).not.toContain(phone);
  });
});
