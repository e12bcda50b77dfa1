import type * as contract from '@touchtrail/contract';
import { expect, expectTypeOf, test } from 'vitest';
import type * as sdk from './types.ts';

test('imports and runs where there is no browser, and touches no global to do so', async () => {
  const before = new Set(Object.getOwnPropertyNames(globalThis));
  const { createTouchtrail } = await import('./index.ts');
  const touchtrail = createTouchtrail({ site: 'wk_1', consent: 'granted' });
  touchtrail.touch('x');
  touchtrail.conversion('x');
  touchtrail.identify('x');
  touchtrail.account('x');
  touchtrail.feedback({ rating: 1 });
  touchtrail.consent('grant');
  touchtrail.reset();
  expect(touchtrail.on('queued', () => {})()).toBeUndefined();
  await expect(touchtrail.flush()).resolves.toBeUndefined();
  expect(Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name))).toEqual([]);
});

test('words are those of the contract', () => {
  expectTypeOf<sdk.Purpose>().toEqualTypeOf<contract.Purpose>();
  expectTypeOf<sdk.Channel>().toEqualTypeOf<contract.Channel>();
  expectTypeOf<sdk.RatingScale>().toEqualTypeOf<contract.RatingScale>();
  expectTypeOf<sdk.Props>().toEqualTypeOf<contract.Props>();
});

type Own = { 'size.opened': { product: string }; 'help.asked': { topic: number } };
type Api = sdk.Touchtrail<Own>;
const touch: Api['touch'] = () => {};

test('an event map makes typos errors of the compiler', () => {
  expectTypeOf<Parameters<Api['touch']>[0]>().toEqualTypeOf<'size.opened' | 'help.asked'>();
  touch('size.opened', { props: { product: 'A1' } });
  // @ts-expect-error -- not in the map
  touch('size.opend');
  // @ts-expect-error -- wrong type of a prop
  touch('help.asked', { props: { topic: 'x' } });
});
