import type { DropOffRow } from '@touchtrail/contract';
import {
  formatCount,
  formatFigure,
  formatInterval,
  formatRate,
  formatSigned,
} from '../../format/numbers.ts';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import type { IntervalRow } from '../../marks/interval-rows.tsx';
import { touchpointName } from '../../words/registry-names.ts';

const say = words({
  'drop-off point': 'Abbruchpunkt',
  'loses less': 'verliert weniger',
  'not comparable': 'nicht vergleichbar',
  'little above others': 'kaum über anderen',
  uncertain: 'unsicher',
  'Odds ratio {value} ({low} to {high}).': 'Chancenverhältnis {value} ({low} bis {high}).',
  '{touchpoint}: {value} abandonments beyond expectation (95 % interval {low} to {high}). {rate} of {n} observed touches were followed by silence ({interval}).':
    '{touchpoint}: {value} Abbrüche über der Erwartung (95-%-Intervall {low} bis {high}). Auf {rate} von {n} beobachteten Kontakten folgte Stille ({interval}).',
  'Verdict: {verdict}.': 'Urteil: {verdict}.',
});

const weights = { drop_off: 'flagged', not_distinguishable: 'plain', too_few: 'faint' } as const;

/**
 * What a verdict means, in words. A touchpoint with an excess but a small odds ratio is no drop-off
 * point: with many touches even a trifle adds up.
 */
export function verdictWords({ verdict, excess, oddsRatio }: DropOffRow): string {
  if (verdict === 'drop_off') return say('drop-off point');
  if (verdict === 'too_few') return common('too few to say');
  if (excess.high < 0) return say('loses less');
  if (oddsRatio === null) return say('not comparable');
  return oddsRatio.low > 1 ? say('little above others') : say('uncertain');
}

/** The odds ratio with its interval. */
export const oddsText = ({ oddsRatio }: DropOffRow): string =>
  oddsRatio === null
    ? '–'
    : `${formatFigure(oddsRatio.value)} (${common('{low} to {high}', {
        low: formatFigure(oddsRatio.low),
        high: formatFigure(oddsRatio.high),
      })})`;

/** A touchpoint's excess loss as a row of the interval chart. */
export function lossRow(row: DropOffRow): IntervalRow {
  const { value, low, high } = row.excess;
  const odds = row.oddsRatio
    ? ` ${say('Odds ratio {value} ({low} to {high}).', {
        value: formatFigure(row.oddsRatio.value),
        low: formatFigure(row.oddsRatio.low),
        high: formatFigure(row.oddsRatio.high),
      })}`
    : '';
  return {
    key: row.touchpoint,
    label: touchpointName(row.touchpoint),
    value,
    low,
    high,
    weight: weights[row.verdict],
    right: verdictWords(row),
    rightShort: formatSigned(value),
    description: `${say(
      '{touchpoint}: {value} abandonments beyond expectation (95 % interval {low} to {high}). {rate} of {n} observed touches were followed by silence ({interval}).',
      {
        touchpoint: touchpointName(row.touchpoint),
        value: formatSigned(value),
        low: formatSigned(low),
        high: formatSigned(high),
        rate: formatRate(row.hazard.rate),
        n: formatCount(row.hazard.of),
        interval: formatInterval(row.hazard),
      },
    )}${odds} ${say('Verdict: {verdict}.', { verdict: verdictWords(row) })}`,
  };
}
