import { journeyDefinitionSchema } from '@touchtrail/contract';
import { expect, it } from 'vitest';
import { definitionOf, draftOf, durationText } from './journey-draft.ts';

it.each([
  {},
  {
    description: 'All orders',
    subject: 'account',
    goals: [{ name: 'order', reached: ['event:order.completed', 'checkout.done'] }],
    start: ['landing'],
    inactivityLimit: '60d',
    abandonmentGap: '36h',
    abandonmentGaps: 'analog=auto,store=3d',
    visitGap: '30m',
  },
])('comes back from the form as it was: %j', (given) => {
  const definition = journeyDefinitionSchema.parse(given);
  const saved = { name: 'purchase', version: 3, definition, actor: 'x', at: 0 };
  expect(journeyDefinitionSchema.parse(definitionOf(draftOf('shop', saved)))).toEqual(definition);
});

it('writes durations exactly', () => {
  expect(durationText(5_184_000_000)).toBe('60d');
  expect(durationText(5_400_000)).toBe('90m');
  expect(durationText(1_500)).toBe('1500ms');
});
