import type { FormField, FormSummary } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { mantelHaenszel } from '../stats/mantel-haenszel.ts';
import { newcombe } from '../stats/newcombe.ts';
import { wilson } from '../stats/wilson.ts';
import type { FieldRow, FormRow } from './query.ts';

/** Under these a field is not judged. */
const minFocused = 100;
const minFriction = 20;
const minOddsRatio = 1.2;
const maxFalseDiscovery = 0.05;

/** Forms from the counts; those open or without a word at the end are neither sent nor left. */
export const formSummaries = (rows: readonly FormRow[]): FormSummary[] =>
  rows.map((row) => {
    const ended = row.sent + row.unsent;
    return {
      form: row.form,
      begun: row.begun,
      sent: wilson(row.sent, ended),
      left: wilson(row.unsent, ended),
      open: row.open,
      unknown: row.begun - ended - row.open,
      time: durationQuantiles(ended, row.time),
      lostAfterSending: wilson(row.lostSent, row.closedSent),
      lostAfterLeaving: wilson(row.lostLeft, row.closedLeft),
    };
  });

/** Fields, those with most friction above the form's other fields first. */
export function formFields(rows: readonly FieldRow[], forms: readonly FormRow[]): FormField[] {
  const judged = rows.map((row) => {
    const others = rows.filter((other) => other.form === row.form && other.field !== row.field);
    const sum = (pick: (other: FieldRow) => number) =>
      others.reduce((total, other) => total + pick(other), 0);
    const odds = mantelHaenszel([
      {
        exposedEvents: row.friction,
        exposed: row.focused,
        otherEvents: sum((other) => other.friction),
        others: sum((other) => other.focused),
      },
    ]);
    const enough = row.focused >= minFocused && row.friction >= minFriction;
    return { row, odds, enough };
  });
  const tested = judged.filter((entry) => entry.enough && entry.odds !== null);
  const q = adjustBenjaminiHochberg(tested.map((entry) => entry.odds?.p ?? 1));
  return judged
    .map((entry): FormField => {
      const { row, odds, enough } = entry;
      const form = forms.find((one) => one.form === row.form);
      const place = tested.indexOf(entry);
      const falseDiscovery = place < 0 ? null : (q[place] ?? 1);
      const sure =
        falseDiscovery !== null &&
        falseDiscovery <= maxFalseDiscovery &&
        (odds?.low ?? 0) > minOddsRatio;
      return {
        form: row.form,
        field: row.field,
        focused: row.focused,
        refilled: wilson(row.refilled, row.focused),
        failed: wilson(row.failed, row.focused),
        lastBeforeLeaving: wilson(row.last, row.focused),
        friction: wilson(row.friction, row.focused),
        oddsRatio: odds && { value: odds.value, low: odds.low, high: odds.high },
        q: falseDiscovery,
        verdict: enough ? (sure ? 'friction' : 'not_distinguishable') : 'too_few',
        time: durationQuantiles(row.stayed, row.time),
        lostAfterLeaving: wilson(row.lostLast, row.closedLast),
        lossDifference: newcombe(
          row.lostLast,
          row.closedLast,
          form?.lostSent ?? 0,
          form?.closedSent ?? 0,
        ) ?? { value: null, low: null, high: null },
      };
    })
    .toSorted(
      (a, b) =>
        Number(b.verdict === 'friction') - Number(a.verdict === 'friction') ||
        b.friction.count - a.friction.count ||
        (JSON.stringify([a.form, a.field]) < JSON.stringify([b.form, b.field]) ? -1 : 1),
    );
}
