import { expect, test } from 'vitest';
import { harness } from './testing/harness.ts';

const setup = () => {
  const asked: unknown[] = [];
  const it = harness({
    quarantine: {
      summary: async (filter) => {
        asked.push(filter);
        return [];
      },
      list: async (filter) => {
        asked.push(filter);
        return [];
      },
    },
    replayRefused: async (request) => {
      asked.push(request);
      return { checked: 2, accepted: 1, duplicates: 1, refused: [] };
    },
  });
  const replay = (body: unknown) =>
    it.askAs('/api/quarantine/replay', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { ...it, asked, replay };
};

test('only admins see what was refused, and replay it', async () => {
  const it = setup();
  for (const role of ['viewer', 'analyst'] as const) {
    it.state.who = { ...it.state.who, role };
    expect((await it.askAs('/api/quarantine?site=shop')).status).toBe(403);
    expect((await it.askAs('/api/quarantine/entries?site=shop')).status).toBe(403);
    expect((await it.replay({ site: 'shop' })).status).toBe(403);
  }
  expect(it.asked).toEqual([]);
});

test('a token for one site reaches no other', async () => {
  const it = setup();
  it.state.who = { ...it.state.who, sites: ['other'] };
  expect((await it.replay({ site: 'shop' })).status).toBe(404);
  expect((await it.askAs('/api/quarantine/entries?site=shop')).status).toBe(404);
  expect(it.asked).toEqual([]);
});

test('times, reasons and repairs arrive as they were asked for; what was done is recorded', async () => {
  const it = setup();
  const body = {
    site: 'shop',
    since: '2026-11-22T10:00:00Z',
    codes: ['invalid_event'],
    repair: { set: { currency: 'EUR' }, drop: ['props.x'] },
  };
  expect((await it.replay(body)).status).toBe(200);
  expect(it.asked).toEqual([{ ...body, since: Date.parse(body.since) }]);
  expect(it.audited).toContainEqual(
    expect.objectContaining({
      action: 'quarantine.replayed',
      site: 'shop',
      detail: { checked: 2, accepted: 1, duplicates: 1 },
    }),
  );
});

test('a dry run is not recorded, a look at what was kept is', async () => {
  const it = setup();
  await it.replay({ site: 'shop', dryRun: true });
  expect(it.audited.map(({ action }) => action)).not.toContain('quarantine.replayed');
  await it.askAs('/api/quarantine/entries?site=shop&code=invalid_event');
  expect(it.audited.map(({ action }) => action)).toContain('quarantine.viewed');
  expect(it.asked.at(-1)).toEqual({ site: 'shop', codes: ['invalid_event'] });
});

test.each([
  [{ site: 'shop', since: 'yesterday' }, 'since'],
  [{ site: 'shop', ids: ['x'] }, 'ids'],
  [{ site: 'shop', repair: { set: 1 } }, 'repair'],
  [{ site: 'shop', everything: true }, 'everything'],
])('%j is refused by name', async (body, name) => {
  const it = setup();
  const response = await it.replay(body);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(name);
  expect(it.asked).toEqual([]);
});
