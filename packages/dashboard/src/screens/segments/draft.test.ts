import type { SegmentRule } from '@touchtrail/contract';
import { segmentRuleSchema } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { accountFields, emptyCondition, kinds, linesOf, ruleOf, touchFields } from './draft.ts';

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const line = fc.record({
  not: fc.boolean(),
  kind: fc.constantFrom(...kinds),
  touch: fc.constantFrom(...touchFields.filter((one) => one !== 'channel' && one !== 'type')),
  account: fc.constantFrom(...accountFields),
  name: word,
  op: fc.constantFrom('is' as const, 'is_not' as const, 'known' as const, 'contains' as const),
  value: word,
  atLeast: fc.constantFrom('1', '2', '7'),
  atMost: fc.constantFrom('', '9'),
  days: fc.constantFrom('1', '30', '0.25'),
});

it('what the form means is a rule that the service takes, and comes back as the same form', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('all' as const, 'any' as const),
      (conditions, join) => {
        const rule = segmentRuleSchema.parse(ruleOf({ join, conditions }));
        const back = linesOf(rule);
        expect(back).toBeDefined();
        expect(back && segmentRuleSchema.parse(ruleOf(back))).toEqual(rule);
      },
    ),
  );
});

it.each<[string, SegmentRule]>([
  ['what is joined within what is joined', { all: [{ any: [{ inPhase: 'decision' }] }] }],
  ['several properties of one touch', { touched: { touchpoint: 'cart', channel: 'web' } }],
  ['hours', { silentFor: 3_600_000 }],
  ['a denial of a denial', { not: { not: { inPhase: 'decision' } } }],
])('leaves %s to the text', (_what, rule) => {
  expect(linesOf(rule)).toBeUndefined();
});

it('never becomes “at least once” by being read', () => {
  const never: SegmentRule = { touched: { touchpoint: 'cart' }, atMost: 0 };
  const lines = linesOf(never);
  expect(lines?.conditions).toEqual([
    { ...emptyCondition, value: 'cart', atLeast: '', atMost: '0' },
  ]);
  expect(lines && ruleOf(lines)).toEqual(never);
});
