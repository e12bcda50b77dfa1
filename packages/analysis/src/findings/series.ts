import type { BreakdownField } from '@touchtrail/contract';
import { fieldSql } from '../base/fields.ts';
import { nameOf } from '../base/names.ts';
import type { Prepared } from '../base/prepare.ts';
import { sequences } from '../base/sequences.ts';
import type { VisitSeries } from '../drop-off/incidents.ts';
import { searchedTouchpoints, visitDaysSql } from '../drop-off/incidents-query.ts';
import type { VisitDayRow } from '../drop-off/incidents-query.ts';

const dayMs = 86_400_000;

/** Visits by touchpoint and day, of everybody and of those with one value, and the conversions of each day. */
export interface DailySeries {
  all: VisitSeries[];
  conversions: number[];
  /** `YYYY-MM-DD` of a place in the lists. */
  date: (place: number) => string;
  days: number;
}

interface DayRow {
  day: number;
  conversions: number;
}

const conversionsSql = (scope: Prepared['scope']): string => `
  SELECT toInt32(toDate(fromUnixTimestamp64Milli(at), {timezone:String})) AS day, count() AS conversions
  FROM (SELECT arrayJoin(arrayFilter((x, goal) -> goal, t, g)) AS at FROM ${sequences(scope, [])})
  GROUP BY day`;

/** Reads what happened day by day: one query, one more for each field, and one for the goal. */
export async function readSeries(
  { query, scope, names, dataFrom, dataUntil }: Prepared,
  fields: readonly BreakdownField[],
  timezone: string,
): Promise<DailySeries> {
  const none = { all: [], conversions: [], date: () => '', days: 0 };
  if (dataFrom === null || dataUntil === null) return none;
  const params = {
    timezone,
    dayStep: 1,
    searched: [...names.keys()].slice(0, searchedTouchpoints),
  };
  const found: { row: VisitDayRow; field: string | null }[] = [];
  for (const row of await query<VisitDayRow>(visitDaysSql(scope, false), params)) {
    found.push({ row, field: null });
  }
  for (const field of new Set(fields)) {
    const { sql, params: more } = fieldSql(field, 'splitBy');
    const split = visitDaysSql({ ...scope, split: sql }, true);
    for (const row of await query<VisitDayRow>(split, { ...params, ...more })) {
      found.push({ row, field });
    }
  }
  const sold = await query<DayRow>(conversionsSql(scope), params);
  const seen = [...found.map(({ row }) => row.day), ...sold.map(({ day }) => day)];
  if (seen.length === 0) return none;
  const first = seen.reduce((least, day) => Math.min(least, day), Infinity);
  const last = seen.reduce((most, day) => Math.max(most, day), -Infinity);
  const zeros = (): number[] => Array.from({ length: last - first + 1 }, () => 0);
  const series = new Map<string, VisitSeries>();
  for (const { row, field } of found) {
    const key = JSON.stringify([row.id, field, row.value]);
    const entry = series.get(key) ?? {
      touchpoint: nameOf(names, row.id),
      segment: field === null ? null : { field, value: row.value },
      visits: zeros(),
      lost: zeros(),
    };
    entry.visits[row.day - first] = row.visits;
    entry.lost[row.day - first] = row.lost;
    series.set(key, entry);
  }
  const conversions = zeros();
  for (const { day, conversions: n } of sold) conversions[day - first] = n;
  return {
    all: [...series.values()],
    conversions,
    date: (place) => new Date((first + place) * dayMs).toISOString().slice(0, 10),
    days: last - first + 1,
  };
}
