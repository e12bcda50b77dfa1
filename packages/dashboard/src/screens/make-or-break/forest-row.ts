import type { MakeOrBreakRow } from '@touchtrail/contract';
import { go } from '../../app/state.ts';
import { formatQ, formatRate, formatSigned } from '../../format/numbers.ts';
import type { IntervalRow } from '../../marks/interval-rows.tsx';
import { say, verdictWord } from './say.ts';
import { touchpointName } from '../../words/registry-names.ts';

const weights = {
  make: 'good',
  break: 'flagged',
  not_distinguishable: 'plain',
  insufficient: 'faint',
} as const;

/** A touchpoint with an effect as a row of the forest plot. */
export function forestRow(row: MakeOrBreakRow): IntervalRow[] {
  const { effect, touchpoint } = row;
  if (!effect) return [];
  return [
    {
      key: touchpoint,
      label: touchpointName(touchpoint),
      value: effect.value,
      low: effect.low,
      high: effect.high,
      weight: weights[row.verdict],
      right: `${formatSigned(effect.value)}  ${verdictWord(row)}`,
      rightShort: formatSigned(effect.value),
      description: say(
        '{touchpoint}: {effect} points of conversion ({low} to {high}), met by {reach} of journeys, q {q}. {verdict}.',
        {
          touchpoint: touchpointName(touchpoint),
          effect: formatSigned(effect.value),
          low: formatSigned(effect.low),
          high: formatSigned(effect.high),
          reach: formatRate(row.reach.rate),
          q: formatQ(row.q),
          verdict: verdictWord(row),
        },
      ),
      onOpen: () => go({ screen: 'make-or-break', marks: { at: touchpoint } }),
    },
  ];
}
