import type { SavedJourney } from '@touchtrail/contract';
import type { Role } from '@touchtrail/store';
import { expect, test } from 'vitest';
import { createConsole } from './console.ts';
import { testSite } from './testing/harness.ts';
import { fakeAudit, fakePeople } from './testing/people.ts';

function consoleWith() {
  const kept: SavedJourney[] = [];
  const audit = fakeAudit();
  const { app } = createConsole({
    sites: { list: async () => [testSite] },
    tokens: {
      identify: async (token) => ({ id: token, role: token as Role, name: '', sites: [] }),
    },
    people: fakePeople().store,
    suppressions: { hasSubject: () => undefined },
    audit: audit.log,
    erase: () => undefined,
    clock: Date.now,
    reader: { query: async () => [] },
    journeyDefinitions: {
      list: async () => kept,
      find: async (_site, name, version) =>
        kept.findLast((one) => one.name === name && one.version === (version ?? one.version)),
      set: async (_site, name, definition, actor) => {
        const saved = { name, version: kept.length + 1, definition, actor, at: 0 };
        kept.push(saved);
        return saved;
      },
      remove: async () => void kept.splice(0),
    },
  });
  return (role: Role, method: string, path: string, body?: unknown) =>
    app.request(`/api/journeys${path}`, {
      method,
      headers: { authorization: `Bearer ${role}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
}

const order = { goals: [{ name: 'order', reached: ['event:order.completed'] }] };

test('an admin saves and removes what a journey is; who may read sees it in versions', async () => {
  const ask = consoleWith();
  expect((await ask('viewer', 'PUT', '/purchase', { site: 'shop', ...order })).status).toBe(403);
  const saved = await ask('admin', 'PUT', '/purchase', {
    site: 'shop',
    ...order,
    inactivityLimit: '60d',
  });
  expect(await saved.json()).toMatchObject({
    name: 'purchase',
    version: 1,
    definition: { ...order, subject: 'person', start: [], inactivityLimit: 60 * 86_400_000 },
  });
  await ask('admin', 'PUT', '/purchase', { site: 'shop', start: ['ad'] });
  const first = await ask('viewer', 'GET', '/purchase?site=shop&version=1');
  expect(await first.json()).toMatchObject({ version: 1, definition: order });
  expect(await (await ask('viewer', 'GET', '?site=shop')).json()).toHaveLength(2);
  expect((await ask('analyst', 'DELETE', '/purchase?site=shop')).status).toBe(403);
  expect((await ask('admin', 'DELETE', '/purchase?site=shop')).status).toBe(200);
  expect((await ask('viewer', 'GET', '/purchase?site=shop')).status).toBe(404);
});

test('what is no definition is refused with the place of the fault', async () => {
  const ask = consoleWith();
  const answer = await ask('admin', 'PUT', '/purchase', { site: 'shop', inactivityLimit: 'long' });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('inactivityLimit');
  expect((await ask('admin', 'PUT', '/No%20name', { site: 'shop' })).status).toBe(400);
});
