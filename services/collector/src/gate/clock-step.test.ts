import { eventSchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { gateOf, testNow } from '../testing/gate.ts';
import { receipt, someEvent } from '../testing/harness.ts';
import { passGate } from './gate.ts';

const minute = 60_000;
const pass = (at: number, decidedAt: number) =>
  passGate(
    eventSchema.parse(someEvent({ at, consent: { ...receipt('measurement'), decidedAt } })),
    gateOf({}),
  );

test('a clock set back after the event leaves decision and event in the future alike: both count as now', () => {
  const passed = pass(testNow + 2 * minute, testNow + minute);
  expect(passed).toMatchObject({ pass: true });
});

test('a decision in the future that the event does not share is no decision', () => {
  expect(pass(testNow, testNow + 30 * minute)).toMatchObject({ pass: false });
});
