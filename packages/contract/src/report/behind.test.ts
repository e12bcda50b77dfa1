import { expect, test } from 'vitest';
import { behindKinds, formatBehind, longestBehind, parseBehind } from '../view/index.ts';
import type { Behind } from '../view/index.ts';
import { journeysParametersSchema } from './journeys.ts';

const read = (behind: unknown) => journeysParametersSchema.safeParse({ site: 's', behind });

const all: Behind[] = [
  { kind: 'touched', touchpoint: 'cart' },
  { kind: 'moved', from: '(start)', to: 'cart', startAt: 'home' },
  { kind: 'step', step: 2, touchpoint: 'cart', next: '(abandoned)', mergeRepeats: true },
  { kind: 'path', path: ['home', 'cart'], endAt: 'cart' },
  { kind: 'paused', touchpoint: 'cart' },
  { kind: 'lost', touchpoint: 'cart' },
  { kind: 'silent', touchpoint: 'cart' },
  { kind: 'returned', from: 'cart', to: 'home', channel: 'email' },
  { kind: 'switched', from: 'web', to: 'store' },
  { kind: 'began', channel: 'web' },
  { kind: 'landed', first: 'web', last: 'store' },
  { kind: 'phase', phase: 'consideration', channel: 'web' },
  { kind: 'backstage', touchpoint: 'order.picked' },
];

test('every kind is read by the service as a link says it', () => {
  expect(all.map(({ kind }) => kind)).toEqual([...behindKinds]);
  for (const behind of all) {
    const text = formatBehind(behind) ?? '';
    expect(parseBehind(text)).toEqual(behind);
    expect(read(text).data?.behind).toEqual(behind);
    expect(read(behind).data?.behind).toEqual(behind);
  }
});

test.each([
  ['lost at the cart', 'must be an object such as {"kind":"lost","touchpoint":"cart"}'],
  ['{"kind":"won"}', 'must be an object such as {"kind":"lost","touchpoint":"cart"}'],
  [{ kind: 'lost' }, 'Invalid input'],
  [{ kind: 'switched', from: 'web', to: 'fax' }, 'Invalid option'],
  [{ kind: 'step', step: 21, touchpoint: 'a' }, 'Too big'],
  [{ kind: 'lost', touchpoint: 'a', channel: 'web' }, 'Unrecognized key'],
])('%o is told what is wrong', (behind, message) => {
  const issues = read(behind).error?.issues ?? [];
  expect(issues.map((issue) => issue.message).join()).toContain(message);
  expect(issues.every(({ path }) => path[0] === 'behind')).toBe(true);
});

test.each(['', 'null', '[]', '{"kind":"won"}', '{"kind":"lost","touchpoint":{"a":1}}'])(
  'a link cannot say %j',
  (text) => {
    expect(parseBehind(text)).toBeUndefined();
  },
);

test('what is too long for a link is not put into one', () => {
  const path = Array.from({ length: 200 }, (_, place) => `step ${place}`);
  expect(formatBehind({ kind: 'path', path })).toBeNull();
  expect(
    parseBehind(`{"kind":"lost","touchpoint":"${'x'.repeat(longestBehind)}"}`),
  ).toBeUndefined();
});
