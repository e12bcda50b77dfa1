import { commonParametersSchema, reportParameters } from '@touchtrail/contract';
import type {
  CommonParameters,
  ComparedSide,
  CompareParameters,
  PlainReport,
  ReportTypes,
} from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { cannotCompute } from '../base/refusals.ts';
import { verbatim } from '../base/words.ts';
import type { Said } from '../base/words.ts';
import { figuresAlone, plainReport, sharedLimits } from '../derived/run.ts';
import type { RunPlain } from '../derived/run.ts';
import type { ReportError } from '../report-error.ts';
import type { ReportContext } from '../reports.ts';
import { figuresOf } from '../table/figures.ts';
import type { Figure } from '../table/figures.ts';
import { toTable } from '../table/to-table.ts';
import { drawnFigures } from './drawn-figures.ts';
import { comparedFigures } from './estimate.ts';
import { peopleInBoth } from './people-in-both.ts';
import { definition, say } from './words.ts';

function otherSide(parameters: CompareParameters): Partial<CommonParameters> {
  const { compareSegment, compareFrom, compareTo, from, to } = parameters;
  if (compareSegment === undefined && compareFrom === undefined && compareTo === undefined) {
    throw wrong('compareSegment', say('names the other side; or compareFrom and compareTo do'));
  }
  // A range of the same length, where only its beginning is given.
  const length = from !== undefined && to !== undefined ? to - from : undefined;
  const until =
    compareTo ??
    (compareFrom !== undefined && length !== undefined ? compareFrom + length : undefined);
  if (compareFrom !== undefined && until !== undefined && until <= compareFrom) {
    throw wrong('compareTo', say('must be after compareFrom (it is exclusive)'));
  }
  const ranged = compareFrom !== undefined || compareTo !== undefined;
  return {
    ...(compareSegment !== undefined && { segment: compareSegment }),
    ...(ranged && { from: compareFrom, to: until }),
  };
}

const wrong = (parameter: string, message: Said): ReportError =>
  cannotCompute(
    'compare',
    [{ parameter, message }],
    say('Name a second segment (compareSegment) or a second range (compareFrom, compareTo).'),
  );

/** Lists that a report cuts short are asked for in full length: what one side misses is then rare. */
function longLists(name: PlainReport, given: Readonly<Record<string, unknown>>) {
  const { shape } = reportParameters[name];
  const boxes = {
    ...(name === 'paths' && given['itemsPerStep'] === undefined && { itemsPerStep: 25 }),
    ...(name === 'funnel' && given['groups'] === undefined && { groups: 100 }),
  };
  if (!('top' in shape) || given['top'] !== undefined) return boxes;
  return { ...boxes, ...(shape.top.safeParse(1_000).success && { top: 1_000 }) };
}

const allFigures = (report: ReportTypes[PlainReport]): Figure[] => [
  ...figuresOf(toTable(report)),
  ...drawnFigures(report),
];

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
    const { figures, rows: rowCount } = comparedFigures(allFigures(a), allFigures(b), rows);
    const shared = new Set(prepared.warnings.map((warning) => warning[prepared.language]));
    for (const [label, each] of [
      ['a', a],
      ['b', b],
    ] as const) {
      for (const warning of each.warnings) {
        if (shared.has(warning)) continue;
        prepared.warnings.push(verbatim(`${label}: ${warning}`));
      }
    }
    if (both > 0) {
      prepared.warnings.push(
        say('{n} people are on both sides: intervals take the sides as independent.', { n: both }),
      );
    }
    if (rowCount > rows) {
      prepared.warnings.push(
        say('Of {n} rows the first {rows} are compared; q is over these.', { n: rowCount, rows }),
      );
    }
    const result = { report: name, a: side(a), b: side(b), peopleInBoth: both, figures };
    return envelope('compare', definition, parameters, context, prepared, startedAt, result);
  };
