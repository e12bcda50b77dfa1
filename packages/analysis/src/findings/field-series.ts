import type { BreakdownField } from '@touchtrail/contract';
import { fieldSql } from '../base/fields.ts';
import type { Prepared } from '../base/prepare.ts';
import type { VisitSeries } from '../drop-off/incidents.ts';
import { fieldDaysSql } from '../forms/query.ts';
import type { FieldDayRow } from '../forms/query.ts';
import type { DailySeries } from './series.ts';

const dayMs = 86_400_000;

/** What fillings of forms are called among findings. */
export const fieldGroup = (form: string, field: string): string => `friction/${form}/${field}`;

/**
 * Fillings of form fields day by day, as visits that were lost where the field failed or ended them: of
 * everybody, and of those with one value of a field of the filling itself.
 */
export async function readFieldSeries(
  { query, scope }: Pick<Prepared, 'query' | 'scope'>,
  fields: readonly BreakdownField[],
  timezone: string,
  { date, days }: Pick<DailySeries, 'date' | 'days'>,
): Promise<VisitSeries[]> {
  if (days === 0) return [];
  const first = Date.parse(date(0)) / dayMs;
  const found = new Map<string, VisitSeries>();
  const add = (rows: readonly FieldDayRow[], by: string | null): void => {
    for (const { form, field, value, day, visits, lost } of rows) {
      if (day < first || day >= first + days || (by !== null && value === '')) continue;
      const touchpoint = fieldGroup(form, field);
      const key = JSON.stringify([touchpoint, by, value]);
      const own = found.get(key) ?? {
        touchpoint,
        segment: by === null ? null : { field: by, value },
        visits: Array.from({ length: days }, () => 0),
        lost: Array.from({ length: days }, () => 0),
      };
      found.set(key, own);
      own.visits[day - first] = (own.visits[day - first] ?? 0) + visits;
      own.lost[day - first] = (own.lost[day - first] ?? 0) + lost;
    }
  };
  add(await query<FieldDayRow>(fieldDaysSql(scope), { timezone }), null);
  for (const field of new Set(fields)) {
    // Where somebody came from is told by the journey's first touch, not by the filling.
    if (field === 'entry_channel') continue;
    const { sql, params } = fieldSql(field, 'splitBy');
    const rows = await query<FieldDayRow>(fieldDaysSql({ ...scope, split: sql }), {
      timezone,
      ...params,
    });
    add(rows, field);
  }
  return [...found.values()];
}
