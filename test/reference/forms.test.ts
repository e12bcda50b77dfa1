import { renderCsv, toTable } from '@touchtrail/analysis';
import type { EventRow } from '@touchtrail/store';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, observe, share } from './oracle/base.ts';
import type { OracleSettings } from './oracle/base.ts';
import { logSites } from './oracle/harness.ts';
import { logArbitrary, logRow, settings, uuid } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';
import { same } from './oracle/same.ts';

const { addRows, load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 3);
const oracle: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};

/** What happened in one filling, at which touch of the log. */
interface Filling {
  touch: LogTouch;
  form: string;
  steps: { name: 'field_left' | 'field_failed'; field: string; ms: number; refill: boolean }[];
  /** Ends in order; a page that was hidden and came back has two. */
  ends: readonly ('submitted' | 'abandoned')[];
}

const steps = fc.array(
  fc.record({
    name: fc.constantFrom('field_left' as const, 'field_left' as const, 'field_failed' as const),
    field: fc.constantFrom('email', 'iban', 'name'),
    ms: fc.integer({ min: 0, max: 5_000 }),
    refill: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);
const drawn = fc.array(
  fc.record({
    at: fc.nat(),
    form: fc.constantFrom('checkout', 'contact'),
    steps,
    ends: fc.constantFrom(
      ['submitted' as const],
      ['abandoned' as const],
      ['abandoned' as const, 'submitted' as const],
      [],
    ),
  }),
  { minLength: 3, maxLength: 12 },
);

const lastField = ({ steps: done }: Filling): string => done.at(-1)?.field ?? '';
const begun = ({ touch }: Filling): number => touch.ts + 1;
const lastAt = (filling: Filling): number =>
  begun(filling) + filling.steps.length + filling.ends.length;

/** The interactions of a filling, one millisecond after the other. */
function rowsOf(site: string, filling: Filling, number: number): EventRow[] {
  const { touch, form, ends } = filling;
  const told: [string, Record<string, unknown>][] = [
    ['started', { form, field: filling.steps[0]?.field, resumed: false }],
    ...filling.steps.map(({ name, ...props }): [string, Record<string, unknown>] => [
      name,
      { form, ...props },
    ]),
    ...ends.map((end): [string, Record<string, unknown>] => [
      end,
      { form, field: lastField(filling), ms: 5, fields: 1, errors: 0 },
    ]),
  ];
  return told.map(([name, props], index) => ({
    ...logRow(site, touch),
    type: 'interaction',
    name: `form.${name}`,
    touchpoint: '',
    ts: begun(filling) + index,
    event_id: uuid(10_000 + number * 100 + index),
    parent_id: uuid(touch.id),
    props: JSON.stringify(props),
  }));
}

test(
  'forms and fields, against fillings one by one',
  () =>
    fc.assert(
      fc.asyncProperty(logArbitrary, drawn, async (log, list) => {
        const observed = observe(log, oracle);
        const touches = observed.people.flatMap((person) => person.touches);
        if (touches.length < 4) return;
        // One filling a touch and form: two of them would be one.
        const fillings = [
          ...new Map(
            list.map(({ at, ...rest }) => {
              const touch = touches[at % touches.length] as LogTouch;
              return [`${touch.id} ${rest.form}`, { touch, ...rest }];
            }),
          ).values(),
        ];
        const site = await load(log, log.slice(0, 4));
        const rows = fillings.flatMap((filling, number) => rowsOf(site, filling, number));
        // The second time as a replay that is not merged away yet.
        await addRows(rows);
        await addRows(rows.slice(0, 5));

        const state = (f: Filling) =>
          f.ends.includes('submitted')
            ? 'sent'
            : f.ends.includes('abandoned')
              ? 'left'
              : observed.until - lastAt(f) < settings.abandonmentGap
                ? 'open'
                : 'unknown';
        const fate = (f: Filling) => {
          const journey = observed.journeys.find((j) => j.touches.includes(f.touch));
          // The goal was reached before the form was begun.
          const over = journey?.outcome === 'converted' && journey.touches.at(-1) === f.touch;
          const next = over
            ? observed.journeys.find(
                (j) =>
                  j.person === journey.person &&
                  (j.touches[0]?.ts ?? 0) >= f.touch.ts &&
                  j !== journey &&
                  (j.touches[0]?.ts ?? 0) <= begun(f),
              )
            : journey;
          return next?.outcome ?? 'open';
        };
        const lost = (some: readonly Filling[]) => {
          const closed = some.filter((f) => fate(f) !== 'open');
          return share(
            count(closed, (f) => fate(f) === 'abandoned'),
            closed.length,
          );
        };
        const { result } = await report('forms', site, {});
        for (const summary of result.forms) {
          const own = fillings.filter(({ form }) => form === summary.form);
          const of = (name: string) => own.filter((f) => state(f) === name);
          const ended = of('sent').length + of('left').length;
          same(
            { ...summary, time: 0 },
            {
              form: summary.form,
              begun: own.length,
              sent: share(of('sent').length, ended),
              left: share(of('left').length, ended),
              open: of('open').length,
              unknown: of('unknown').length,
              time: 0,
              lostAfterSending: lost(of('sent')),
              lostAfterLeaving: lost(of('left')),
            },
          );
        }
        expect(result.forms.reduce((sum, form) => sum + form.begun, 0)).toBe(fillings.length);
        for (const row of result.fields) {
          const own = fillings.filter(
            (f) =>
              f.form === row.form &&
              state(f) !== 'open' &&
              f.steps.some(({ field }) => field === row.field),
          );
          const isLast = (f: Filling) => state(f) === 'left' && lastField(f) === row.field;
          const failed = (f: Filling) =>
            f.steps.some(({ field, name }) => field === row.field && name === 'field_failed');
          expect(row.focused).toBe(own.length);
          same(row.failed, share(count(own, failed), own.length));
          same(row.lastBeforeLeaving, share(count(own, isLast), own.length));
          same(
            row.friction,
            share(
              count(own, (f) => isLast(f) || failed(f)),
              own.length,
            ),
          );
          same(row.lostAfterLeaving, lost(own.filter(isLast)));
          expect(row.verdict).toBe('too_few');
        }
        const whole = toTable(await report('forms', site, {}));
        expect(renderCsv(whole)).toContain('friction');
        // A filling is in the week in which it was begun.
        const { result: weeks } = await report('trends', site, { report: 'forms', rows: 100 });
        for (const name of ['friction', 'refilled', 'lost_after_leaving']) {
          const points = weeks.series
            .filter((one) => one.figure === name)
            .flatMap((one) => one.points);
          for (const key of ['count', 'of'] as const) {
            const told = whole.rows.map((row) => Number(row[`${name}_${key}`] ?? 0));
            expect(
              points.reduce((all, point) => all + (point[key] ?? 0), 0),
              name,
            ).toBe(told.reduce((all, value) => all + value, 0));
          }
        }
      }),
      { seed, numRuns, endOnFailure: true },
    ),
  240_000,
);

test('a site without forms is told so', async () => {
  const [log = []] = fc.sample(logArbitrary, { seed, numRuns: 1 });
  const { result, warnings } = await report('forms', await load(log), {});
  expect(result).toMatchObject({ forms: [], fields: [], fieldCount: 0 });
  expect(warnings.join(' ')).toContain('No form was begun');
});
