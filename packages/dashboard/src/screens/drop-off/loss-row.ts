import type { DropOffRow } from '@touchtrail/contract';
import { formatCount, formatInterval, formatRate, formatSigned } from '../../format/numbers.ts';
import type { IntervalRow } from '../../marks/interval-rows.tsx';

/** What a verdict means, in words. */
export const verdictWords: Record<DropOffRow['verdict'], string> = {
  drop_off: 'drop-off point',
  not_distinguishable: 'not distinguishable',
  too_few: 'too few to say',
};

const weights = { drop_off: 'flagged', not_distinguishable: 'plain', too_few: 'faint' } as const;

/** A touchpoint's excess loss as a row of the interval chart. */
export function lossRow(row: DropOffRow): IntervalRow {
  const { value, low, high } = row.excess;
  return {
    key: row.touchpoint,
    label: row.touchpoint,
    value,
    low,
    high,
    weight: weights[row.verdict],
    right: verdictWords[row.verdict],
    description: `${row.touchpoint}: ${formatSigned(value)} abandonments beyond expectation (95 % interval ${formatSigned(low)} to ${formatSigned(high)}). ${formatRate(row.hazard.rate)} of ${formatCount(row.hazard.of)} observed touches were followed by silence (${formatInterval(row.hazard)}). ${verdictWords[row.verdict]}.`,
  };
}
