import { expect, test } from 'vitest';
import { openTempStore } from '../testing/open-temp-store.ts';
import { hookPresets } from './hook-presets.ts';

const minute = 60_000;
const hourLater = 60 * minute;
const now = Date.now();

test('a webhook works until it is revoked; lists tell no secret', async () => {
  const { hooks } = await openTempStore();
  const { auth, mapping } = hookPresets.hubspot;
  const added = await hooks.add({
    siteId: 'shop',
    name: 'crm',
    auth: (id) => auth('client-secret', `https://touchtrail.example/v1/hooks/${id}`),
    mapping,
    purposes: ['measurement'],
    basis: 'contract',
  });
  expect(added.auth).toMatchObject({ url: expect.stringContaining(added.id) });
  expect(await hooks.live()).toEqual([added]);
  expect(JSON.stringify(await hooks.list('shop'))).not.toContain('client-secret');
  expect(await hooks.list('other')).toEqual([]);
  await hooks.revoke(added.id);
  await hooks.revoke(added.id);
  expect(await hooks.live()).toEqual([]);
  expect(await hooks.list()).toMatchObject([{ id: added.id, revokedAt: expect.any(Number) }]);
  await expect(hooks.revoke('hook_none')).rejects.toMatchObject({ code: 'hook_unknown' });
});

test('numbers of a site are replaced as a whole; a lease that is prolonged stays one', async () => {
  let at = now;
  const { phone } = await openTempStore({ clock: () => at++ });
  const pool = {
    siteId: 'shop',
    numbers: ['+4930123401'],
    fallback: '+4930123400',
    leaseMs: 20 * minute,
    graceMs: 10 * minute,
  };
  await phone.setPool({ ...pool, numbers: ['+4930123409'] });
  await phone.setPool(pool);
  expect(await phone.pools()).toEqual([pool]);
  const lease = { number: '+4930123401', since: now, visit: 'v', anonymousId: 'a' };
  for (const until of [now + 20 * minute, now + 35 * minute]) {
    await phone.putLeases([{ ...lease, until, siteId: 'shop' }]);
  }
  const time = { from: now + 30 * minute, to: now + 50 * minute };
  expect(await phone.leases('shop', time)).toEqual([{ ...lease, until: now + 35 * minute }]);
  expect(await phone.leases('shop', { from: now + 36 * minute, to: now + hourLater })).toEqual([]);
  // The grace of the pool counts: its lease ended before the time that is asked for.
  const { anonymousIdOf } = await phone.join('shop', {
    from: now + 44 * minute,
    to: now + hourLater,
  });
  expect(anonymousIdOf('030 123401', now + 44 * minute)).toBe('a');
  expect(anonymousIdOf('030 123401', now + 46 * minute)).toBeUndefined();
});
