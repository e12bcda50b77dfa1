import { commonParametersSchema } from '@touchtrail/contract';
import type { PlainReport, ReportTypes, TrendBucket, TrendsParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { verbatim } from '../base/words.ts';
import { followedReports } from '../derived/followed.ts';
import { figuresAlone, plainReport, sharedLimits } from '../derived/run.ts';
import type { RunPlain } from '../derived/run.ts';
import type { ReportContext } from '../reports.ts';
import { figuresOf } from '../table/figures.ts';
import type { Figure } from '../table/figures.ts';
import { toTable } from '../table/to-table.ts';
import { bucketsOf } from './buckets.ts';
import type { Bucket } from './buckets.ts';
import { bucketState, trendSeries, warningOf } from './estimate.ts';
import { inTurns } from './in-turns.ts';
import { remembering } from './remembering.ts';
import { definition, say } from './words.ts';

/** Runs at a time: they are short, and mostly wait for one another's overhead. */
const atOnce = 3;

/** Reports of what happened in a bucket, also where no journey began. */
const countsEvents: ReadonlySet<string> = new Set<PlainReport>(['feedback', 'forms']);

function bucketOf(
  { start, from, to }: Bucket,
  part: ReportTypes[PlainReport],
  dataUntil: number,
): { bucket: TrendBucket; figures: Figure[] } {
  const { people, journeys, touches, open } = part.population;
  const state = bucketState(to, open, dataUntil);
  return {
    bucket: { start, from, to, state, people, journeys, touches, open },
    figures: journeys > 0 || countsEvents.has(part.name) ? figuresOf(toTable(part)) : [],
  };
}

/** Figures of any report by day or week. See {@link definition}. */
export const trends =
  (run: RunPlain) =>
  async (parameters: TrendsParameters, context: ReportContext): Promise<ReportTypes['trends']> => {
    const startedAt = context.clock();
    const name = plainReport(parameters.report, 'trends', followedReports);
    const { report: _report, by, dimension, figures: names, rows, ...own } = parameters;
    const shared = { ...context, reader: remembering(context.reader) };
    const { prepared, limits } = await sharedLimits(commonParametersSchema.parse(own), shared);
    const { warnings, dataUntil } = prepared;
    const given = {
      ...figuresAlone,
      ...own,
      ...(dimension !== undefined && { by: dimension }),
      ...limits,
    };
    const timezone = parameters.timezone ?? context.site.timezone;
    const spans = await bucketsOf(by, timezone, prepared);
    const whole = await run(name, given, shared);
    const alreadySaid = new Set(warnings.map((warning) => warning[prepared.language]));
    for (const warning of whole.warnings) {
      if (!alreadySaid.has(warning)) warnings.push(verbatim(warning));
    }

    let done = 0;
    const parts = await inTurns(spans, atOnce, async (span) => {
      const part = await run(name, given, { ...shared, cohort: { from: span.from, to: span.to } });
      context.progress?.(++done, spans.length);
      return bucketOf(span, part, dataUntil ?? span.to);
    });
    const buckets = parts.map((part) => part.bucket);
    const found = parts.map((part) => part.figures);
    const total = figuresOf(toTable(whole));
    const { series, rowCount } = trendSeries(total, found, { rows, names });
    const known = [...new Set(total.map((figure) => figure.figure))];
    const missing = names.filter((figure) => !known.includes(figure));
    if (missing.length > 0) {
      warnings.push(
        say('{report} has no figure {missing}; it has: {known}.', {
          report: name,
          missing: missing.join(', '),
          known: known.join(', '),
        }),
      );
    }
    const moving = warningOf(buckets, by);
    if (moving !== undefined) warnings.push(moving);
    const result = { report: name, by, buckets, series, rowCount };
    return envelope('trends', definition, parameters, context, prepared, startedAt, result);
  };
