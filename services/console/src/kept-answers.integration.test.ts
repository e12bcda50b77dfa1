import type { ReportTypes } from '@touchtrail/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPeopleConsole, row } from './testing/open-people-console.ts';
import type { PeopleConsole } from './testing/open-people-console.ts';

let console: PeopleConsole;
beforeAll(async () => {
  console = await openPeopleConsole();
  await console.store.insertEvents([row({ anonymousId: 'ada' }), row({ anonymousId: 'bob' })]);
});
afterAll(() => console.close());

const journeys = (rest = '') =>
  console.json<ReportTypes['journeys']>(`/api/reports/journeys?site=shop&range=all${rest}`);

/** The answer once it stays: merges of what was written before make it be computed anew, rightly. */
async function settled(): Promise<ReportTypes['journeys']> {
  for (let tries = 0; tries < 50; tries += 1) {
    const first = await journeys();
    if ((await journeys()).computedAt === first.computedAt) return first;
  }
  throw new Error('Computed anew each time.');
}

test('an answer is given again until something is stored or somebody is forgotten', async () => {
  const first = await settled();
  expect(first.population.people).toBe(2);
  expect((await journeys('&lang=de')).definition).not.toBe(first.definition);

  await console.store.insertEvents([row({ anonymousId: 'eve' })]);
  const second = await settled();
  expect(second.population.people).toBe(3);

  const erased = await console.ask('/api/people/eve/erase', { site: 'shop' });
  expect(erased.status).toBeLessThan(300);
  expect((await journeys()).population.people).toBe(2);
});
