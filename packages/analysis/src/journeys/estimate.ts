import type { JourneysResult } from '@touchtrail/contract';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import type { JourneyGroupRow } from './query.ts';

const mean = (sum: number, n: number): number | null => (n > 0 ? sum / n : null);
const open = (row: JourneyGroupRow): number => row.silent + row.active;

/** Shares, means and series from the counted groups. */
export function journeyResult(
  groups: readonly JourneyGroupRow[],
): Omit<
  JourneysResult,
  'abandonmentGapMs' | 'horizonMs' | 'value' | 'journeys' | 'goals' | 'behind'
> {
  const all = groups.find((row) => row.kind === '');
  const n = all?.journeys ?? 0;
  const converted = all?.converted ?? 0;
  const abandoned = all?.abandoned ?? 0;
  return {
    outcomes: {
      converted: wilson(converted, n),
      abandoned: wilson(abandoned, n),
      open: wilson(all ? open(all) : 0, n),
    },
    openState: { silent: all?.silent ?? 0, active: all?.active ?? 0 },
    convertedWithin: wilson(all?.convertedWithin ?? 0, all?.observed ?? 0),
    convertedOfClosed: wilson(converted, converted + abandoned),
    timeToConvert: durationQuantiles(converted, all?.timeToConvert),
    touchesPerJourney: { mean: mean(all?.touches ?? 0, n), p50: all?.touchesP50 ?? null },
    visitsPerJourney: { mean: mean(all?.visits ?? 0, n), p50: all?.visitsP50 ?? null },
    returned: wilson(all?.returned ?? 0, all?.paused ?? 0),
    leftCut: all?.leftCut ?? 0,
    series: groups
      .filter((row) => row.kind === 'day')
      .map((row) => ({
        day: row.key,
        started: row.journeys,
        converted: row.converted,
        abandoned: row.abandoned,
        open: open(row),
        convertedWithin: wilson(row.convertedWithin, row.observed),
        returned: wilson(row.returned, row.paused),
        timeToConvert: {
          n: row.converted,
          p50: durationQuantiles(row.converted, row.timeToConvert).p50,
        },
      }))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    channels: groups
      .filter((row) => row.kind === 'channel')
      .map((row) => ({
        channel: row.key,
        journeys: row.journeys,
        touches: row.touches,
        convertedWithin: wilson(row.convertedWithin, row.observed),
      }))
      .toSorted((a, b) => b.touches - a.touches || (a.channel < b.channel ? -1 : 1)),
  };
}
