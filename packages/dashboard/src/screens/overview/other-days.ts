import { addDays, dayOf } from '@touchtrail/contract/view';
import { compareParameters } from '../../app/compare.ts';
import { commonParameters, zone } from '../../app/state.ts';
import { answerOf, useReport } from '../../app/use-report.ts';

/** By days of this side: the day of the other side that stands beside it, and what began on it. */
export type OtherDays = ReadonlyMap<string, { day: string; started: number }>;

/**
 * Days of the side that was chosen to compare with, each beside one of this side: the first beside the
 * first, or, of other people, the same day.
 *
 * @param days of this side, in order; between the first and the last none is left out.
 * @returns undefined where nothing was chosen, or its report has not come.
 */
export function useOtherDays(days: readonly string[]): OtherDays | undefined {
  const base = commonParameters.value;
  const other = compareParameters.value;
  const side = other && {
    ...(other['compareSegment'] !== undefined && { segment: other['compareSegment'] }),
    ...(other['compareFrom'] !== undefined && {
      from: other['compareFrom'],
      to: other['compareTo'],
    }),
  };
  const report = answerOf(useReport('journeys', base && side && { ...base, ...side, list: 0 }));
  const [first, last] = [days[0], days.at(-1)];
  const from = other?.['compareFrom'];
  const begin = typeof from === 'number' ? dayOf(from, zone.value) : first;
  if (!other || !report || first === undefined || last === undefined || begin === undefined)
    return undefined;
  const started = new Map(report.result.series.map((one) => [one.day, one.started]));
  const found = new Map<string, { day: string; started: number }>();
  for (let index = 0; addDays(first, index) <= last; index += 1) {
    const day = addDays(begin, index);
    found.set(addDays(first, index), { day, started: started.get(day) ?? 0 });
  }
  return found;
}
