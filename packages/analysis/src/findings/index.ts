import type {
  Finding,
  FindingsParameters,
  FindingsResult,
  Language,
  PlainReport,
  ReportTypes,
} from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import { figuresAlone } from '../derived/run.ts';
import type { RunPlain } from '../derived/run.ts';
import type { ReportContext } from '../reports.ts';
import type { VisitSeries } from '../drop-off/incidents.ts';
import { askedAgain } from './asked-again.ts';
import { changePoint } from './change-point.ts';
import { concernedBy } from './concerned.ts';
import type { Looked } from './draft.ts';
import { readFieldSeries } from './field-series.ts';
import { headlineOf } from './headline.ts';
import { goneSince, previousRunOf, questionOf, readKnown, statusOf } from './history.ts';
import { fromIncidents, fromLastWeek, fromTopics } from './lately.ts';
import { toldWithMentions } from './mentions.ts';
import { grouped } from './rank.ts';
import type { Group } from './rank.ts';
import { readSeries } from './series.ts';
import type { DailySeries } from './series.ts';
import { fromDropOff, fromEffects, fromForms, fromRatings, fromReEntry } from './standing.ts';
import type { Drafted } from './standing.ts';
import { definition, say } from './words.ts';

const dayMs = 86_400_000;
/** Days that are searched for incidents and weeks; standing figures are of the whole range. */
const searchedDays = 400;

/** What a growth team should look at first, or that there is nothing. See {@link definition}. */
export const findings =
  (run: RunPlain) =>
  async (
    parameters: FindingsParameters,
    context: ReportContext,
  ): Promise<ReportTypes['findings']> => {
    const startedAt = context.clock();
    const { horizon, top, by, weeks, ...common } = parameters;
    const prepared = await prepare(common, context, { needsGap: true });
    const { dataFrom, dataUntil, warnings, query, language } = prepared;
    const timezone = parameters.timezone ?? context.site.timezone;
    const days = Math.max(1, ((dataUntil ?? 0) - (dataFrom ?? 0)) / dayMs);
    const limits = {
      abandonmentGap: prepared.abandonmentGapMs,
      inactivityLimit: prepared.inactivityLimitMs,
    };
    let done = 0;
    const part = async <Name extends PlainReport>(
      name: Name,
      more: object = {},
    ): Promise<ReportTypes[Name]> => {
      const report = await run(name, { ...common, ...limits, ...more }, context);
      context.progress?.(++done, parts);
      return report as ReportTypes[Name];
    };
    const parts = 7;
    const found: Drafted[] = [];
    let fields: VisitSeries[] = [];
    let series: DailySeries = { all: [], conversions: [], date: () => '', days: 0 };
    let week: FindingsResult['week'] = null;
    if (dataUntil !== null) {
      found.push(
        fromEffects(await part('make-or-break', { horizon, top: 200, ...figuresAlone })),
        fromDropOff(await part('drop-off', { top: 200 }), days),
        fromReEntry(await part('re-entry', { horizon, top: 200 }), days),
        fromForms(await part('forms', { top: 200 }), days),
        fromRatings(await part('feedback', { horizon, top: 200 })),
        fromTopics(await part('topics', { horizon, quotes: 0, top: 1 })),
      );
      const recent =
        days > searchedDays
          ? await prepare(
              { ...common, ...limits, from: dataUntil - searchedDays * dayMs },
              context,
              { needsGap: true },
            )
          : prepared;
      series = await readSeries(recent, by, timezone);
      const lately = fromLastWeek(series, weeks);
      week = lately.week;
      if (found.some(({ drafts }) => drafts.some(({ kind }) => kind === 'friction'))) {
        fields = await readFieldSeries(recent, by, timezone, series);
      }
      found.push(fromIncidents(series), lately);
      context.progress?.(parts, parts);
      if (!week) {
        warnings.push(
          say('The last week cannot be held against limits: that needs five whole weeks.'),
        );
      }
    }
    const groups = grouped(found.flatMap(({ drafts }) => drafts));
    const question = questionOf(parameters);
    // A run that ends in the past is none of those that are kept.
    const known =
      parameters.to === undefined ? await readKnown(query, parameters.site, question) : [];
    const concerned = new Map([...concernedBy(series.all), ...concernedBy(fields)]);
    const finish = finisher(
      parameters,
      [...series.all, ...fields],
      series.date,
      concerned,
      language,
    );
    const all = groups.map((group): Finding => ({
      ...finish(group),
      ...statusOf(group.key, known, startedAt),
    }));
    const looked = found.map((entry): Looked => entry.looked);
    const headline = toldWithMentions(headlineOf(all, looked)[language]);
    return envelope('findings', definition, parameters, context, prepared, startedAt, {
      headline: headline.text,
      headlineMentions: headline.mentions,
      findings: all.slice(0, top),
      total: all.length,
      gone: goneSince(new Set(groups.map(({ key }) => key)), known, startedAt),
      looked: looked.map((entry) => ({ ...entry, what: entry.what[language] })),
      week,
      previousRun: previousRunOf(known),
    });
  };

/** Sums of whole weeks from the first day on. */
const weekly = (daily: readonly number[]): number[] =>
  Array.from({ length: Math.floor(daily.length / 7) }, (_, at) =>
    daily.slice(at * 7, at * 7 + 7).reduce((sum, n) => sum + n, 0),
  );

/** What a group is told as: dated, with whom it concerns and where to look further. */
function finisher(
  parameters: FindingsParameters,
  all: readonly VisitSeries[],
  date: DailySeries['date'],
  concerned: ReadonlyMap<string, { field: string; value: string }>,
  language: Language,
): (group: Group) => Omit<Finding, 'status' | 'firstSeen'> {
  return ({ key, head, others }) => {
    const { group: _group, since, evidence, ...told } = head;
    const { touchpoint, direction, kind } = head;
    const place = kind === 'friction' ? head.group : touchpoint;
    const own = all.find((entry) => entry.touchpoint === place && !entry.segment);
    const turn =
      own && direction === 'loss' ? changePoint(weekly(own.lost), weekly(own.visits)) : null;
    const asked = { ...askedAgain(evidence.report, parameters), ...evidence.parameters };
    const { text: statement, mentions } = toldWithMentions(told.statement[language]);
    return {
      ...told,
      statement,
      mentions,
      definition: told.definition[language],
      key,
      segment:
        head.segment ??
        (direction === 'loss' && place !== null ? (concerned.get(place) ?? null) : null),
      since: since ?? {
        day: date(turn === null ? 0 : turn * 7),
        from: turn === null ? 'start' : 'change',
      },
      evidence: {
        report: evidence.report,
        parameters: asked,
        href: `/api/reports/${evidence.report}?${new URLSearchParams(asked).toString()}`,
        journeys: touchpoint === null ? [] : [{ field: 'touchpoint', op: 'is', value: touchpoint }],
      },
      also: others.map((other) => ({ kind: other.kind, estimate: other.estimate })),
    };
  };
}
