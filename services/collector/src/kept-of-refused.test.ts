import { sitePrivacySchema } from '@touchtrail/contract';
import type { SitePrivacyInput } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { batchOf, harness, receipt, someEvent } from './testing/harness.ts';

const browser =
  'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36';
const wrong = { currency: 'Euro' };

const deviceOf = async (
  fields: Record<string, unknown> = {},
  userAgent = browser,
  privacy: SitePrivacyInput = {},
) => {
  const { post, quarantine } = harness({ site: { privacy: sitePrivacySchema.parse(privacy) } });
  await post(batchOf(someEvent({ ...wrong, ...fields })), { 'user-agent': userAgent });
  const raw = quarantine.rows[0]?.raw ?? '';
  return raw === '' ? 'nothing' : (JSON.parse(raw) as { device?: unknown }).device;
};

test('a refused event is kept with the user agent of its browser, whole', async () => {
  expect(await deviceOf()).toEqual({ userAgent: browser });
  expect(await deviceOf({ device: { width: 390 } })).toEqual({ width: 390, userAgent: browser });
});

test('what an event states of another browser stands', async () => {
  const stated = browser.replace('125', '99');
  expect(await deviceOf({ device: { userAgent: stated } })).toEqual({ userAgent: stated });
});

test('a program says nothing of its visitors', async () => {
  expect(await deviceOf({}, 'axios/1.7.7')).toBeUndefined();
});

test('without a receipt for measurement no user agent is kept, also none that is stated', async () => {
  const regime: SitePrivacyInput = { regime: 'opt_out' };
  const consent = receipt('storage');
  expect(await deviceOf({ consent: undefined }, browser, regime)).toBeUndefined();
  expect(
    await deviceOf({ consent: undefined, device: { userAgent: browser } }, browser, regime),
  ).toEqual({});
  expect(await deviceOf({ consent })).not.toMatchObject({ userAgent: browser });
});

test.each([
  ['drop', {}],
  ['hash', { userAgent: expect.stringMatching(/^h_[\w-]{22}$/) }],
] as const)('a policy that says %s holds for it', async (how, expected) => {
  const policy: SitePrivacyInput = { fieldPolicies: { 'device.userAgent': how } };
  expect(await deviceOf({}, browser, policy)).toEqual(expected);
});

test('a device that is none stays as it came', async () => {
  expect(await deviceOf({ device: 'phone' })).toBe('phone');
});
