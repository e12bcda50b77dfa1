import type {
  BreakdownField,
  DropOffParameters,
  Incident,
  ReportTypes,
} from '@touchtrail/contract';
import { channelParams } from '../base/channel-numbers.ts';
import { entryChannelParams } from '../base/entry-channel.ts';
import { envelope } from '../base/envelope.ts';
import { fieldSql } from '../base/fields.ts';
import { keepMostFrequent, nameOf } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { Prepared } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { wilson } from '../stats/wilson.ts';
import { afterTouch, hazard } from './after-touch.ts';
import { dropOffRows } from './estimate.ts';
import { findIncidents } from './incidents.ts';
import type { VisitSeries } from './incidents.ts';
import { searchedDays, searchedTouchpoints, visitDaysSql } from './incidents-query.ts';
import type { VisitDayRow } from './incidents-query.ts';
import { afterTouchSql, countsSql, limitPartsOf, maxJudged, maxSpanned } from './query.ts';
import type { AfterTouchRow, DropOffCountRow } from './query.ts';
import { definition, say } from './words.ts';

const dayMs = 86_400_000;

/** Where journeys break off. See {@link definition}. */
export async function dropOff(
  parameters: DropOffParameters,
  context: ReportContext,
): Promise<ReportTypes['drop-off']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: true });
  const { query, scope, warnings, inactivityLimitMs } = prepared;
  const kept = keepMostFrequent(prepared, maxJudged);
  const counts = await query<DropOffCountRow>(countsSql(scope, kept !== undefined), {
    ...channelParams,
    ...entryChannelParams,
    ...(kept && { kept }),
  });
  const { rows, overall } = dropOffRows(counts, prepared.names);
  const shown = rows.slice(0, parameters.top);
  const spanned = shown.slice(0, maxSpanned).map((row) => row.id);
  const after = await query<AfterTouchRow>(afterTouchSql(scope), {
    origins: shown.map((row) => row.id),
    spanned,
    limitParts: limitPartsOf(spanned.length),
  });
  const byOrigin = new Map<string, AfterTouchRow[]>();
  for (const row of after) {
    const known = byOrigin.get(row.origin);
    if (known) known.push(row);
    else byOrigin.set(row.origin, [row]);
  }
  if (rows.length > 0 && rows.every((row) => row.verdict === 'too_few')) {
    warnings.push(
      say('No touchpoint has the 100 observed touches and 20 abandonments that a verdict needs.'),
    );
  }
  const incidents =
    parameters.incidents.length > 0
      ? await searched(parameters.incidents, parameters.timezone ?? context.site.timezone, prepared)
      : null;
  return envelope('drop-off', definition, parameters, context, prepared, startedAt, {
    abandonmentGapMs: prepared.abandonmentGapMs,
    overall: wilson(overall.abandoned, overall.observed),
    overallKaplanMeier: hazard(after),
    rows: shown.map(({ id, ...row }) => ({
      ...row,
      ...afterTouch(byOrigin.get(id) ?? [], inactivityLimitMs),
    })),
    touchpoints: rows.length,
    adjustedFor: ['step', 'entry channel'],
    incidents,
  });
}

/** Incidents of everybody and of the values of some fields. */
async function searched(
  fields: readonly BreakdownField[],
  timezone: string,
  { query, scope, names, dataFrom, dataUntil, warnings }: Prepared,
): Promise<Incident[]> {
  if (dataFrom === null || dataUntil === null) return [];
  const dayStep = Math.ceil((dataUntil - dataFrom + dayMs) / dayMs / searchedDays);
  const params = { timezone, dayStep, searched: [...names.keys()].slice(0, searchedTouchpoints) };
  const series = new Map<string, VisitSeries>();
  const found: { row: VisitDayRow; field: string | null }[] = [];
  for (const row of await query<VisitDayRow>(visitDaysSql(scope, false), params)) {
    found.push({ row, field: null });
  }
  for (const field of new Set(fields)) {
    const { sql, params: more } = fieldSql(field, 'splitBy');
    const told = await query<VisitDayRow>(visitDaysSql({ ...scope, split: sql }, true), {
      ...params,
      ...more,
    });
    if (told.length === 0)
      warnings.push(
        say('No touch has a value of {field}: no incident is searched by it.', { field }),
      );
    for (const row of told) found.push({ row, field });
  }
  const days = found.map(({ row }) => row.day);
  const first = days.reduce((least, day) => Math.min(least, day), Infinity);
  const last = days.reduce((most, day) => Math.max(most, day), -Infinity);
  for (const { row, field } of found) {
    const key = JSON.stringify([row.id, field, row.value]);
    const entry = series.get(key) ?? {
      touchpoint: nameOf(names, row.id),
      segment: field === null ? null : { field, value: row.value },
      visits: Array.from({ length: last - first + 1 }, () => 0),
      lost: Array.from({ length: last - first + 1 }, () => 0),
    };
    entry.visits[row.day - first] = row.visits;
    entry.lost[row.day - first] = row.lost;
    series.set(key, entry);
  }
  if (found.length > 0 && last - first < 9) {
    warnings.push(say('Incidents need at least 9 days of data.'));
  }
  const date = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
  return findIncidents([...series.values()], (place) => [
    date((first + place) * dayStep),
    date((first + place + 1) * dayStep - 1),
  ]);
}
