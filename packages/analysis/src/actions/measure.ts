import { commonParametersSchema, journeysParametersSchema } from '@touchtrail/contract';
import type { Action, ActionMeasure, Proportion } from '@touchtrail/contract';
import { prepare } from '../base/prepare.ts';
import { readSeries } from '../findings/series.ts';
import { journeys } from '../journeys/index.ts';
import { words } from '../base/words.ts';
import type { Said } from '../base/words.ts';
import { ReportError } from '../report-error.ts';
import type { ReportContext } from '../reports.ts';
import { newcombe } from '../stats/newcombe.ts';
import { pooledTest } from '../stats/pooled-test.ts';
import { wilson } from '../stats/wilson.ts';

const say = words({
  'The action cannot be measured: {parameter} {why}.':
    'Die Maßnahme lässt sich nicht messen: {parameter} {why}.',
  'Say on which day it was shipped and what it should move.':
    'Sagen Sie, an welchem Tag sie in Kraft trat und was sie bewegen soll.',
  'is not known': 'ist nicht bekannt',
  'is not set': 'ist nicht gesetzt',
  'is needed to measure a loss': 'wird gebraucht, um einen Verlust zu messen',
});

const dayMs = 86_400_000;

type Target = NonNullable<Action['target']>;

/** Days of a span, `to` exclusive. */
interface Span {
  from: string;
  to: string;
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** The spans around the day of shipping, which is in neither. */
const spansAround = (shipped: string, days: number): { before: Span; after: Span } => ({
  before: { from: dayAfter(shipped, -days), to: shipped },
  after: { from: dayAfter(shipped, 1), to: dayAfter(shipped, days + 1) },
});

interface Measured {
  before: Proportion;
  after: Proportion;
  /** Whether nothing that is still to come changes the span after. */
  complete: boolean;
}

/** When days begin in the site's time zone, epoch ms. */
async function startsOf(days: readonly string[], { reader, site }: ReportContext) {
  const rows = await reader.query<{ day: string; at: number }>({
    sql: `SELECT day, toUnixTimestamp64Milli(toDateTime64(concat(day, ' 00:00:00'), 3, {timezone:String})) AS at
      FROM (SELECT arrayJoin({days:Array(String)}) AS day)`,
    params: { timezone: site.timezone, days },
  });
  const found = new Map(rows.map(({ day, at }) => [day, at]));
  return (day: string): number => found.get(day) ?? Date.parse(day);
}

/** Journeys that began in each span and converted within the horizon. */
async function conversion(
  { touchpoint }: Target,
  before: Span,
  after: Span,
  context: ReportContext,
): Promise<Measured> {
  const at = await startsOf([before.from, before.to, after.from, after.to], context);
  const parameters = journeysParametersSchema.parse({
    site: context.site.id,
    ...(touchpoint !== undefined && { segment: [{ field: 'touchpoint', value: touchpoint }] }),
  });
  const of = ({ from, to }: Span) =>
    journeys(parameters, { ...context, cohort: { from: at(from), to: at(to) } });
  const [one, other] = [await of(before), await of(after)];
  const until = other.dataUntil ?? 0;
  return {
    before: one.result.convertedWithin,
    after: other.result.convertedWithin,
    complete: until >= at(after.to) + other.result.horizonMs,
  };
}

/** Visits with the touchpoint that did not convert after it, by the day it was met. */
async function loss(
  touchpoint: string,
  before: Span,
  after: Span,
  context: ReportContext,
): Promise<Measured> {
  const parameters = commonParametersSchema.parse({ site: context.site.id });
  const prepared = await prepare(parameters, context, { needsGap: true, mentioned: [touchpoint] });
  const { all, date, days } = await readSeries(prepared, [], context.site.timezone);
  const own = all.find((series) => series.touchpoint === touchpoint);
  const share = ({ from, to }: Span): Proportion => {
    let [lost, visits] = [0, 0];
    for (let place = 0; place < days; place++) {
      if (date(place) < from || date(place) >= to) continue;
      lost += own?.lost[place] ?? 0;
      visits += own?.visits[place] ?? 0;
    }
    return wilson(lost, visits);
  };
  return {
    before: share(before),
    after: share(after),
    complete: days > 0 && date(days - 1) >= after.to,
  };
}

const wrong = (parameter: string, message: Said): ReportError =>
  new ReportError(
    'invalid_parameters',
    say('The action cannot be measured: {parameter} {why}.', { parameter, why: message }),
    say('Say on which day it was shipped and what it should move.'),
    [{ parameter, message }],
  );

/**
 * What an action's target was before it was shipped and after it: two spans of the same length, the day
 * itself in neither. The difference is by Newcombe's interval, p by the pooled score test. Two spans of
 * time are no experiment: whatever else changed between them is in it.
 *
 * @throws ReportError `invalid_parameters` without a day, a target, or the target's touchpoint
 * @example
 * const { before, after, difference } = await measureAction(action, { reader, site, clock });
 */
export async function measureAction(
  { shipped, target }: Pick<Action, 'shipped' | 'target'>,
  context: ReportContext,
): Promise<ActionMeasure> {
  if (shipped === null) throw wrong('shipped', say('is not known'));
  if (target === null) throw wrong('target', say('is not set'));
  const { before, after } = spansAround(shipped, target.days);
  if (target.metric === 'loss' && target.touchpoint === undefined) {
    throw wrong('target.touchpoint', say('is needed to measure a loss'));
  }
  const found =
    target.metric === 'loss'
      ? await loss(target.touchpoint ?? '', before, after, context)
      : await conversion(target, before, after, context);
  const [a, b] = [found.after, found.before];
  const none = { value: null, low: null, high: null };
  return {
    metric: target.metric,
    before: { ...found.before, ...before },
    after: { ...found.after, ...after },
    difference: newcombe(a.count, a.of, b.count, b.of) ?? none,
    p: a.of > 0 && b.of > 0 ? pooledTest(a.count, a.of, b.count, b.of) : null,
    complete: found.complete,
  };
}
