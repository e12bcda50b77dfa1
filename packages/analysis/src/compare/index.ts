import { commonParametersSchema, reportParameters } from '@touchtrail/contract';
import type {
  CommonParameters,
  ComparedSide,
  CompareParameters,
  PlainReport,
  ReportTypes,
} from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { figuresAlone, plainReport, sharedLimits } from '../derived/run.ts';
import type { RunPlain } from '../derived/run.ts';
import { ReportError } from '../report-error.ts';
import type { ReportContext } from '../reports.ts';
import { figuresOf } from '../table/figures.ts';
import { toTable } from '../table/to-table.ts';
import { comparedFigures } from './estimate.ts';
import { peopleInBoth } from './people-in-both.ts';

const definition = [
  'The same report for two sides, a and b, which differ in segment or range; every figure of its table in both, and a minus b. Rows meet by what tells them apart, such as touchpoint, or from and to; a row that only one side has is shown without a difference, because a report lists its first rows.',
  'Limits of silence that are not given are learned once, from everybody in the range of a, and are the same on both sides.',
  'Difference of shares: Newcombe’s interval from the Wilson intervals (1998, method 10). Difference of medians and other estimates: from the intervals of both sides (Zou and Donner 2008), those of medians being order-statistics intervals with the quantile function straight between the quartiles; none for fewer than 16 durations. All at 95 %.',
  'p of shares: score test with the pooled share, none where an expected count is under 5; of others: from the interval. q: Benjamini and Hochberg over all figures shown.',
  'Both sides are taken as independent, and so are touches and journeys of one side. A difference is not an effect: the sides may differ in more than what was asked for.',
  limitText,
].join(' ');

function otherSide(parameters: CompareParameters): Partial<CommonParameters> {
  const { compareSegment, compareFrom, compareTo, from, to } = parameters;
  if (compareSegment === undefined && compareFrom === undefined && compareTo === undefined) {
    throw wrong('compareSegment', 'names the other side; or compareFrom and compareTo do');
  }
  // A range of the same length, where only its beginning is given.
  const length = from !== undefined && to !== undefined ? to - from : undefined;
  const until =
    compareTo ??
    (compareFrom !== undefined && length !== undefined ? compareFrom + length : undefined);
  if (compareFrom !== undefined && until !== undefined && until <= compareFrom) {
    throw wrong('compareTo', 'must be after compareFrom (it is exclusive)');
  }
  const ranged = compareFrom !== undefined || compareTo !== undefined;
  return {
    ...(compareSegment !== undefined && { segment: compareSegment }),
    ...(ranged && { from: compareFrom, to: until }),
  };
}

const wrong = (parameter: string, message: string): ReportError =>
  new ReportError(
    'invalid_parameters',
    `The report compare cannot be computed: ${parameter}: ${message}.`,
    'Name a second segment (compareSegment) or a second range (compareFrom, compareTo).',
    [{ parameter, message }],
  );

/** Lists that a report cuts short are asked for in full length: what one side misses is then rare. */
function longLists(name: PlainReport, given: Readonly<Record<string, unknown>>) {
  const { shape } = reportParameters[name];
  if (!('top' in shape) || given['top'] !== undefined) return {};
  return shape.top.safeParse(1_000).success ? { top: 1_000 } : {};
}

const side = (report: ReportTypes[PlainReport]): ComparedSide => ({
  from: report.parameters.from ?? null,
  to: report.parameters.to ?? null,
  dataUntil: report.dataUntil,
  population: report.population,
});

/** Any report for two segments or two ranges, with the differences. See {@link definition}. */
export const compare =
  (run: RunPlain) =>
  async (
    parameters: CompareParameters,
    context: ReportContext,
  ): Promise<ReportTypes['compare']> => {
    const startedAt = context.clock();
    const name = plainReport(parameters.report, 'compare');
    const other = otherSide(parameters);
    const {
      report: _r,
      compareSegment: _s,
      compareFrom: _f,
      compareTo: _t,
      rows,
      ...own
    } = parameters;
    const common = commonParametersSchema.parse(own);
    const { prepared, limits } = await sharedLimits(common, context);
    const given = { ...figuresAlone, ...own, ...longLists(name, own), ...limits };
    const a = await run(name, given, context);
    const b = await run(name, { ...given, ...other }, context);
    const both = await peopleInBoth(a.parameters, b.parameters, context);
    const { figures, rows: rowCount } = comparedFigures(
      figuresOf(toTable(a)),
      figuresOf(toTable(b)),
      rows,
    );
    for (const [label, each] of [
      ['a', a],
      ['b', b],
    ] as const) {
      for (const warning of each.warnings) {
        if (!prepared.warnings.includes(warning)) prepared.warnings.push(`${label}: ${warning}`);
      }
    }
    if (both > 0) {
      prepared.warnings.push(
        `${both} people are on both sides: intervals take the sides as independent.`,
      );
    }
    if (rowCount > rows) {
      prepared.warnings.push(
        `Of ${rowCount} rows the first ${rows} are compared; q is over these.`,
      );
    }
    const result = { report: name, a: side(a), b: side(b), peopleInBoth: both, figures };
    return envelope('compare', definition, parameters, context, prepared, startedAt, result);
  };
