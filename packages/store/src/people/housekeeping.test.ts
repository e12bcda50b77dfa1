import { expect, test } from 'vitest';
import { StoreError } from '../errors.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { PeopleStore, PrivacyRequest, Retention } from './types.ts';

const request = (id: string, state: PrivacyRequest['state'] = 'running'): PrivacyRequest => ({
  id,
  site: 'shop',
  kind: 'erase',
  subjectHash: '',
  actor: '',
  state,
  step: '',
  receipt: {},
  error: '',
  requestedAt: 0,
  updatedAt: 0,
});

function setup(change: Partial<PeopleStore> = {}) {
  const done: string[] = [];
  const log: string[] = [];
  const people = {
    waitingErasures: async () => ['left'],
    missedErasures: async () => [{ site: 'shop', id: 'missed', deviceOnly: true }],
    requestErasure: async (_site: string, id: string, _actor: unknown, options?: object) =>
      request(`${id} ${JSON.stringify(options)}`),
    runErasure: async (id: string) => {
      done.push(id);
      return request(id, 'done');
    },
    ...change,
  } as unknown as PeopleStore;
  let retentions = 0;
  const retention: Pick<Retention, 'run'> = {
    run: async () => {
      retentions++;
      return [{ site: 'shop', table: 'events', rows: 3 }];
    },
  };
  const housekeeping = startHousekeeping({
    people,
    retention,
    log: (line) => void log.push(line),
    erasuresMs: 5,
    retentionMs: 1_000_000,
  });
  return { housekeeping, done, log, retentions: () => retentions };
}

test('finishes what was asked, missed or left, and applies the retention', async () => {
  const { housekeeping, done, log, retentions } = setup();
  housekeeping.erase('asked');
  housekeeping.erase('asked');
  housekeeping.eraseAsked('shop', { anonymousId: 'device' });
  housekeeping.eraseAsked('shop', { anonymousId: 'device', userId: 'user' });
  await expect
    .poll(() => new Set(done))
    .toEqual(
      new Set([
        'asked',
        'left',
        'missed {"deviceOnly":true}',
        'device {"deviceOnly":true}',
        'user {"deviceOnly":false}',
      ]),
    );
  await expect.poll(retentions).toBe(1);
  expect(done.filter((id) => id === 'asked')).toHaveLength(1);
  await housekeeping.stop();
  expect(log).toEqual(['Retention of shop: deleted 3 row(s) of events.']);
  const before = done.length;
  housekeeping.erase('late');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done).toHaveLength(before);
});

test('a failure is told and does not stop the rest; a stranger without a past is no failure', async () => {
  let tries = 0;
  const { housekeeping, done, log } = setup({
    waitingErasures: async () => [],
    missedErasures: () => Promise.reject(new StoreError('unreachable', 'away', '')),
    requestErasure: () => Promise.reject(new StoreError('person_unknown', 'Nobody.', 'x')),
    runErasure: async (id) => {
      if (tries++ === 0) throw new StoreError('disk_full', 'disk', '');
      done.push(id);
      return request(id, 'done');
    },
  });
  housekeeping.eraseAsked('shop', { anonymousId: 'stranger' });
  housekeeping.erase('first');
  housekeeping.erase('second');
  await expect.poll(() => done).toEqual(['second']);
  await housekeeping.stop();
  const failures = log.filter((line) => line.includes('did not succeed'));
  expect(failures).toHaveLength(2);
  expect(failures.join()).toMatch(/away.*disk/);
});
