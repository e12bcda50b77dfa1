import { expect, test } from 'vitest';
import { formFields, formSummaries } from './estimate.ts';
import type { FieldRow, FormRow } from './query.ts';

const field = (
  name: string,
  focused: number,
  friction: number,
  more: Partial<FieldRow> = {},
): FieldRow => ({
  form: 'checkout',
  field: name,
  focused,
  friction,
  refilled: 0,
  failed: 0,
  last: friction,
  closedLast: 0,
  lostLast: 0,
  stayed: 0,
  time: [null, null, null, null],
  ...more,
});
const form: FormRow = {
  form: 'checkout',
  begun: 900,
  sent: 600,
  unsent: 250,
  open: 20,
  closedSent: 500,
  lostSent: 50,
  closedLeft: 200,
  lostLeft: 120,
  time: [1, 2, 3, 4],
};

test('the field that people stumble over is found, beside ones they do not', () => {
  const rows = formFields(
    [
      field('name', 800, 40),
      field('iban', 700, 140, { closedLast: 100, lostLast: 70 }),
      field('email', 750, 38),
      field('fax', 30, 25),
    ],
    [form],
  );
  expect(rows.map((row) => [row.field, row.verdict])).toEqual([
    ['iban', 'friction'],
    ['name', 'not_distinguishable'],
    ['email', 'not_distinguishable'],
    ['fax', 'too_few'],
  ]);
  const [iban, , , fax] = rows;
  expect(iban?.friction).toMatchObject({ count: 140, of: 700, rate: 0.2 });
  expect(iban?.oddsRatio?.low).toBeGreaterThan(1.2);
  expect(iban?.lossDifference.value).toBeCloseTo(0.7 - 0.1, 12);
  expect(iban?.lossDifference.low).toBeGreaterThan(0.4);
  expect(fax).toMatchObject({ q: null, lossDifference: { value: null } });
  expect(fax?.time.p50).toBeNull();
});

test('a form whose only field it is has nothing to be compared with', () => {
  const [only] = formFields([field('code', 200, 50)], []);
  expect(only).toMatchObject({ oddsRatio: null, q: null, verdict: 'not_distinguishable' });
});

test('what has no end is neither sent nor left', () => {
  const [summary] = formSummaries([form]);
  expect(summary).toMatchObject({
    sent: { count: 600, of: 850 },
    left: { count: 250, of: 850 },
    open: 20,
    unknown: 30,
    lostAfterSending: { rate: 0.1 },
    lostAfterLeaving: { rate: 0.6 },
    time: { n: 850, p50: 2 },
  });
});
