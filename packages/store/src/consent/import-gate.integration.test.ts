import { eventSchema, sitePrivacySchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { toEventRow } from '../event-row.ts';
import { openTempStore } from '../testing/open-temp-store.ts';
import { hashedValue } from './field-policies.ts';
import { openImportGate } from './import-gate.ts';

const t0 = Date.UTC(2026, 10, 1);
const rowOf = (fields: Record<string, unknown>) =>
  toEventRow('shop', eventSchema.parse({ id: 'x', name: 'n', at: t0, ...fields }), {
    receivedAt: t0,
    source: 'import',
  });

const decided = (decidedAt: number) => ({
  consent: { purposes: ['measurement'], source: 'import', decidedAt },
});

test('an import honours withdrawals and the policies of the site', async () => {
  const store = await openTempStore();
  await store.insertEvents([
    rowOf({
      anonymousId: 'gone',
      type: 'consent',
      consent: { purposes: [], source: 'api', decidedAt: t0 - 5_000 },
    }),
  ]);
  const site = {
    id: 'shop',
    privacy: sitePrivacySchema.parse({
      fieldPolicies: { userId: 'hash', 'props.plate': 'drop' },
    }),
  };
  const gate = await openImportGate({ store, site, clock: () => t0 });
  const withdrawn = (fields: object) => gate.withdrawn(rowOf({ anonymousId: 'gone', ...fields }));
  expect(withdrawn(decided(t0 - 6_000))).toBe(true);
  expect(withdrawn(decided(t0 - 4_000))).toBe(false);
  // The importer's own record, dated at the import, and none at all.
  expect(withdrawn(decided(t0))).toBe(true);
  expect(withdrawn({})).toBe(true);
  expect(withdrawn({ anonymousId: 'here' })).toBe(false);

  const event = eventSchema.parse({
    id: 'y',
    name: 'n',
    at: t0,
    userId: 'u',
    props: { plate: 'P' },
  });
  expect(gate.apply(event)).toEqual({
    event: { ...event, userId: hashedValue(await store.secrets.hashKey('shop'), 'u'), props: {} },
    dropped: ['props.plate'],
  });
});
