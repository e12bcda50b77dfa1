import type { ComparedFigure, ReportTypes } from '@touchtrail/contract';
import { dayOf } from '@touchtrail/contract/view';
import { compareParameters } from '../../app/compare.ts';
import { commonParameters, range, site, view, zone } from '../../app/state.ts';
import { timeBefore } from '../../app/time-before.ts';
import { useReport } from '../../app/use-report.ts';
import type { ReportState } from '../../app/use-report.ts';

/** The five numbers of the overview, as the flat table of `journeys` calls them. */
const figures = {
  journeys: /^journeys$/,
  within: /^converted within /,
  converted: /^converted$/,
  open: /^open$/,
  time: /^time to convert, median ms$/,
  returned: /^returned after a pause$/,
} as const;
type Number = keyof typeof figures;

export interface Changes {
  /** With what is compared; null: nothing was recorded of it. */
  side: ReportTypes['compare']['result']['b'] | null;
  /** Whether other people are compared, not another time. */
  people: boolean;
  of: (number: Number) => ComparedFigure | undefined;
}

/** What the five numbers are compared with: what was chosen, else the time before. */
function otherSide(): Record<string, unknown> | null {
  if (view.value.compare) return compareParameters.value;
  const before = timeBefore(range.value, zone.value, Date.now(), site.value?.lastTouchAt ?? null);
  return before ? { compareFrom: before.from, compareTo: before.to } : null;
}

/** First day with data, where the other side lies before it. */
const beforeData = (other: Record<string, unknown>): boolean => {
  const first = site.value?.firstTouchAt ?? null;
  const to = other['compareTo'];
  return first !== null && typeof to === 'number' && to <= first;
};

/**
 * How the five numbers changed, from the report `compare`.
 *
 * @param ready asked only then: the numbers themselves come first.
 * @returns the report on its way; undefined where there is nothing to compare with.
 */
export function useChanges(ready: boolean): ReportState<ReportTypes['compare']> | undefined {
  const base = commonParameters.value;
  const other = otherSide();
  // What was chosen is asked whatever there is: the answer says what it has.
  const can =
    base !== null && other !== null && (view.value.compare !== null || !beforeData(other));
  const state = useReport(
    'compare',
    ready && can ? { ...base, report: 'journeys', list: 0, ...other } : null,
  );
  return can ? state : undefined;
}

/** What a comparison says of the five numbers. */
export function changesOf({ result }: ReportTypes['compare']): Changes {
  const { b, figures: all } = result;
  return {
    side: b.population.touches > 0 ? b : null,
    people: view.value.compare?.kind === 'segment',
    of: (number) => all.find(({ figure }) => figures[number].test(figure)),
  };
}

/** The days of a side in the site's time zone. */
export const daysOf = ({ from, to, dataUntil }: NonNullable<Changes['side']>) => ({
  first: from === null ? null : dayOf(from, zone.value),
  last:
    to === null && dataUntil === null
      ? null
      : dayOf((to ?? (dataUntil as number) + 1) - 1, zone.value),
});
