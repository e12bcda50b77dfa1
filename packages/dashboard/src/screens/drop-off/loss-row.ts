import type { DropOffRow } from '@touchtrail/contract';
import { formatCount, formatInterval, formatRate, formatSigned } from '../../format/numbers.ts';
import type { IntervalRow } from '../../marks/interval-rows.tsx';

const weights = { drop_off: 'flagged', not_distinguishable: 'plain', too_few: 'faint' } as const;

/**
 * What a verdict means, in words. A touchpoint with an excess but a small odds ratio is no drop-off
 * point: with many touches even a trifle adds up.
 */
export function verdictWords({ verdict, excess, oddsRatio }: DropOffRow): string {
  if (verdict === 'drop_off') return 'drop-off point';
  if (verdict === 'too_few') return 'too few to say';
  if (excess.high < 0) return 'loses less';
  return oddsRatio === null ? 'not comparable' : 'small or uncertain';
}

/** A touchpoint's excess loss as a row of the interval chart. */
export function lossRow(row: DropOffRow): IntervalRow {
  const { value, low, high } = row.excess;
  const odds = row.oddsRatio
    ? ` Odds ratio ${row.oddsRatio.value.toFixed(2)} (${row.oddsRatio.low.toFixed(2)} to ${row.oddsRatio.high.toFixed(2)}).`
    : '';
  return {
    key: row.touchpoint,
    label: row.touchpoint,
    value,
    low,
    high,
    weight: weights[row.verdict],
    right: verdictWords(row),
    rightShort: formatSigned(value),
    description: `${row.touchpoint}: ${formatSigned(value)} abandonments beyond expectation (95 % interval ${formatSigned(low)} to ${formatSigned(high)}). ${formatRate(row.hazard.rate)} of ${formatCount(row.hazard.of)} observed touches were followed by silence (${formatInterval(row.hazard)}).${odds} Verdict: ${verdictWords(row)}.`,
  };
}
