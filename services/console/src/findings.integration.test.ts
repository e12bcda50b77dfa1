import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { questionOf } from '@touchtrail/analysis';
import type {
  Action,
  ActionMeasure,
  Finding,
  FindingsDelivery,
  FindingsResult,
  FindingsWatch,
  Kept,
} from '@touchtrail/contract';
import { signingKeyOf } from '@touchtrail/store';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { watchFindings } from './findings/watch-findings.ts';
import { dayMs as day, openPeopleConsole, row } from './testing/open-people-console.ts';
import type { PeopleConsole } from './testing/open-people-console.ts';

let opened: PeopleConsole;
/** The last day of the data; before it twelve weeks of ten visits to `pay` a day. */
const end = Math.floor(Date.now() / day) * day - day;
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

beforeAll(async () => {
  opened = await openPeopleConsole();
  const rows = [];
  for (let back = 84; back >= 0; back--) {
    for (let visit = 0; visit < 10; visit++) {
      const at = end - back * day + visit * 3_600_000;
      const userId = `p${back}-${visit}`;
      rows.push(row({ userId, touchpoint: 'pay', at }));
      // Four in ten; of the last nine days none.
      if (back > 8 && visit < 4) {
        rows.push(
          row({ userId, touchpoint: 'thanks', type: 'conversion', name: 'order', at: at + 60_000 }),
        );
      }
    }
  }
  await opened.store.insertEvents(rows);
});
afterAll(() => opened.close());

const put = async <Body>(url: string, body: unknown): Promise<Body> => {
  const answer = await opened.ask(url, body, undefined, 'PUT');
  const said = (await answer.json()) as Body;
  expect([url, answer.status === 200 ? '' : said]).toEqual([url, '']);
  return said;
};
const report = () =>
  opened.json<{ result: FindingsResult }>('/api/reports/findings?site=shop&horizon=3d');

interface Delivered {
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A receiver that answers with what is next in line, else 200. */
async function receiver() {
  const got: Delivered[] = [];
  const answers: number[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, answers, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

function look(clock: () => number) {
  const { reader, sites, findings } = opened.store;
  const log: string[] = [];
  const looking = watchFindings({
    reader,
    sites,
    findings,
    clock,
    log: (line) => void log.push(line),
    allowPrivate: true,
    lookMs: 50,
    retryMs: 20,
  });
  onTestFinished(() => looking.stop());
  return { ...looking, log };
}

async function until(holds: () => boolean | Promise<boolean>, what: () => unknown): Promise<void> {
  for (let tries = 0; tries < 1_100; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect.fail(`It did not come to hold within 55 s: ${JSON.stringify(what())}`);
}

test('a site that asked for it is looked at, and its webhook told once, again until it is taken', async () => {
  const { got, answers, url } = await receiver();
  const before = (await report()).result;
  expect(before.findings[0]).toMatchObject({ touchpoint: 'pay', status: null, direction: 'loss' });
  expect(before.previousRun).toBeNull();

  const viewer = await opened.ask('/api/findings/watch', { site: 'shop' }, opened.viewer, 'PUT');
  expect(viewer.status).toBe(403);
  const set = await put<FindingsWatch & { secret: string }>('/api/findings/watch', {
    site: 'shop',
    cadence: 'daily',
    webhook: { url },
  });
  expect(set.secret).toMatch(/^whs_/);
  expect(await opened.json('/api/findings/watch?site=shop')).toMatchObject({
    cadence: 'daily',
    webhook: { url },
    lookedAt: null,
  });

  answers.push(500);
  const first = look(Date.now);
  await until(
    () => got.length >= 2,
    () => [got, first.log],
  );
  await first.stop();
  const [one, two] = got.map(({ body }) => JSON.parse(body) as FindingsDelivery);
  expect(one).toMatchObject({ site: 'shop', test: false });
  expect(two?.findings.map(({ id }) => id)).toEqual(one?.findings.map(({ id }) => id));
  const keys = one?.findings.map(({ finding }) => finding.key) ?? [];
  expect(keys).toContain('worse/pay');
  const { headers, body } = got[1] ?? { headers: {}, body: '' };
  const signed = `${String(headers['x-touchtrail-timestamp'])}.${String(headers['x-touchtrail-nonce'])}.${body}`;
  expect(headers['x-touchtrail-signature']).toBe(
    createHmac('sha256', signingKeyOf(set.secret)).update(signed).digest('hex'),
  );

  // The next day sees the same: nobody is told again.
  const second = look(() => Date.now() + day);
  await until(
    async () => ((await opened.store.findings.watch('shop'))?.lookedAt ?? 0) > Date.now() + day / 2,
    () => second.log,
  );
  await second.stop();
  // A look that ended while an answer was on its way tells once more, under the same ids.
  const told = got.flatMap(({ body: sent }) => (JSON.parse(sent) as FindingsDelivery).findings);
  expect(new Set(told.map(({ id }) => id)).size).toBe(keys.length);
  const after = (await report()).result;
  expect(after.findings.map(({ key, status }) => [key, status])).toEqual(
    before.findings.map(({ key }) => [key, 'new']),
  );
  expect(after.previousRun).not.toBeNull();
});

test('a webhook is tried with a finding of nothing; a watch is removed', async () => {
  const { got, answers, url } = await receiver();
  await put('/api/findings/watch', { site: 'shop', webhook: { url } });
  expect(await opened.json('/api/findings/watch/test', { site: 'shop' })).toMatchObject({
    taken: true,
  });
  answers.push(410);
  expect(await opened.json('/api/findings/watch/test', { site: 'shop' })).toMatchObject({
    taken: false,
    problem: 'It answered 410.',
  });
  expect(JSON.parse(got[0]?.body ?? '{}')).toMatchObject({ test: true });
  expect((await opened.remove('/api/findings/watch?site=shop')).status).toBe(200);
  expect((await opened.remove('/api/findings/watch?site=shop')).status).toBe(404);
  expect(await opened.json('/api/findings/watch?site=shop')).toBeNull();
});

test('what no look sees for a fortnight is gone, and new when it comes back', async () => {
  const { findings } = (await report()).result;
  const [finding] = findings;
  if (!finding) return expect.fail('Nothing was found.');
  const { findings: store } = opened.store;
  const other = { ...finding, key: 'loss/elsewhere' } satisfies Finding;
  expect(
    await store.keep('shop', 'another question', [finding, other], { at: Date.now(), tell: false }),
  ).toEqual([finding.key, other.key]);
  expect(
    await store.keep('shop', 'another question', [finding, other], { at: Date.now(), tell: false }),
  ).toEqual([]);
  // Nobody asked to be told: nothing waits.
  expect((await store.waiting(10)).any).toBe(false);
  const now = (await report()).result;
  expect(now.gone).toEqual([]);
  const question = questionOf({
    subject: 'person',
    goal: [],
    start: [],
    journey: undefined,
    segment: [],
  });
  await store.keep('shop', question, [...findings, other], { at: Date.now(), tell: false });
  expect((await report()).result.gone).toMatchObject([{ key: 'loss/elsewhere' }]);
});

test('the page for Monday', async () => {
  const answer = await opened.ask('/api/reports/findings?site=shop&format=md');
  const page = await answer.text();
  expect(page).toMatch(/^# Findings: shop\n/);
  expect(page).toContain('**Lost in 30 days:**');
  expect(page).toContain('## Looked at');
});

test('an action is changed by versions: of two editors the second is told', async () => {
  const made = await opened.json<Action>('/api/actions', {
    site: 'shop',
    title: 'Shorter form',
    finding: 'worse/pay',
    owner: 'ada',
    due: '2027-01-31',
  });
  expect(made).toMatchObject({ version: 1, state: 'idea' });
  const url = `/api/actions/${made.id}`;
  const text = { site: 'shop', title: 'Shorter form', state: 'doing' };
  const both = await Promise.all(
    ['ada', 'bob'].map((owner) =>
      opened.ask(url, { ...text, version: 1, owner }, undefined, 'PUT'),
    ),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const refused = (await both.find(({ status }) => status === 409)?.json()) as { current: Action };
  expect(refused.current).toMatchObject({ version: 2, state: 'doing' });
  const read = await opened.json<Action & { history: Action[] }>(`${url}?site=shop`);
  expect(read.history.map(({ version, state }) => [version, state])).toEqual([
    [2, 'doing'],
    [1, 'idea'],
  ]);
  expect((await opened.ask(url, { ...text, version: 2 }, opened.viewer, 'PUT')).status).toBe(403);
  expect((await opened.ask(`${url}/measure?site=shop`)).status).toBe(400);

  const target = { metric: 'loss', touchpoint: 'pay', days: 7 };
  const shipped = dateOf(end - 9 * day);
  await put(url, { ...text, version: 2, state: 'shipped', shipped, target });
  const loss = await opened.json<ActionMeasure>(`${url}/measure?site=shop`);
  expect(loss.before).toMatchObject({ count: 42, of: 70, to: shipped });
  expect(loss.after).toMatchObject({ count: 70, of: 70, from: dateOf(end - 8 * day) });
  expect(loss.difference.low).toBeGreaterThan(0);
  await put(url, {
    ...text,
    version: 3,
    state: 'measured',
    shipped,
    target: { metric: 'conversion', days: 7 },
  });
  const sold = await opened.json<ActionMeasure>(`${url}/measure?site=shop`);
  expect(sold).toMatchObject({ metric: 'conversion', complete: false });

  expect((await opened.remove(`${url}?site=shop`)).status).toBe(200);
  expect(await opened.json('/api/actions?site=shop')).toEqual([]);
  expect((await opened.ask(`${url}?site=shop`)).status).toBe(404);
});

test.each([
  {
    kind: 'views',
    said: { name: 'Checkout <b>weekly</b>', link: '/flow?v=1&site=shop&steps=4' },
    wrong: { name: 'Somebody', link: '/people?v=1&person=u_1' },
  },
  {
    kind: 'annotations',
    said: { day: '2026-10-12', text: 'New checkout live' },
    wrong: { day: '2026-02-30', text: 'Never' },
  },
])('$kind are kept in versions, read by everybody, written by analysts', async (one) => {
  const { kind, said, wrong } = one;
  const list = `/api/${kind}?site=shop`;
  const made = await opened.json<Kept<object>>(`/api/${kind}`, { site: 'shop', ...said });
  expect(made).toMatchObject({ ...said, version: 1, site: 'shop' });
  const url = `/api/${kind}/${made.id}`;
  const both = await Promise.all(
    [1, 2].map(() => opened.ask(url, { site: 'shop', version: 1, ...said }, undefined, 'PUT')),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect((await opened.ask(`/api/${kind}`, { site: 'shop', ...wrong })).status).toBe(400);
  expect((await opened.ask(`/api/${kind}`, { site: 'shop', ...said }, opened.viewer)).status).toBe(
    403,
  );
  expect(await (await opened.ask(list, undefined, opened.viewer)).json()).toMatchObject([
    { ...said, version: 2 },
  ]);
  expect((await opened.remove(`${url}?site=shop`)).status).toBe(200);
  expect(await opened.json(list)).toEqual([]);
  expect((await opened.ask(`${url}?site=shop`)).status).toBe(404);
  const entries = await opened.json<{ action: string }[]>('/api/audit?site=shop');
  const noun = kind.slice(0, -1);
  expect(
    entries
      .map(({ action }) => action)
      .filter((action) => action.startsWith(`${noun}.`))
      .toSorted(),
  ).toEqual([`${noun}.added`, `${noun}.changed`, `${noun}.removed`]);
});

test.each(['https://elsewhere.example', '//elsewhere.example', '/\\\\elsewhere.example', 'flow'])(
  'a view leads nowhere else: %s',
  async (link) => {
    expect((await opened.ask('/api/views', { site: 'shop', name: 'x', link })).status).toBe(400);
  },
);

test('personas are named in versions; few data have none', async () => {
  const { result } = await opened.json<{ result: { found: boolean; why: string } }>(
    '/api/reports/personas?site=shop',
  );
  expect(result).toMatchObject({ found: false });
  expect(result.why).toContain('are needed');
  await put('/api/personas/k1', { site: 'shop', name: 'Payers', typical: ['pay'] });
  await put('/api/personas/k1', { site: 'shop', name: 'Buyers', typical: ['pay'] });
  expect(await opened.json('/api/personas?site=shop')).toMatchObject([
    { key: 'k1', version: 2, name: 'Buyers' },
  ]);
  expect(await opened.json('/api/personas/k1?site=shop')).toHaveLength(2);
  await put('/api/personas/k1', { site: 'shop', name: '' });
  expect(await opened.json('/api/personas?site=shop')).toEqual([]);
});
