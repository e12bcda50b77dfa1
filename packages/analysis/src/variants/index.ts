import type { ReportTypes, VariantsParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { keepMostFrequent } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import { numberNodes } from '../paths/node-numbers.ts';
import { maxNodes } from '../paths/rows.ts';
import type { ReportContext } from '../reports.ts';
import { wilson } from '../stats/wilson.ts';
import { durationSummary, loopRows, reworkRows, variantRows } from './estimate.ts';
import { allDurationsSql, returnsSql, sequencesSql } from './query.ts';
import type { DurationRow, ReturnRow, SequenceRow } from './query.ts';

const definition = [
  'A path is the touches of one journey, person, visit or session in the order of time, sequence number and event id. A variant is all paths with exactly the same touchpoints in the same order; with merged repeats, a run of one touchpoint counts once.',
  'Cumulative: paths of this variant and of all more frequent ones. The tail is what is not listed.',
  'Duration: from the first to the last touch; an open journey may still grow.',
  'Converted is of closed paths: open journeys are left out.',
  'A return leads from a touch to the next touch of the same path at the same touchpoint; its length is the number of steps. Loops are returns of one step (the same touchpoint twice running) to six. Rework: paths that touch a touchpoint more than once, of those that touch it.',
  'Converted with and without rework are groups as they are, not a comparison of like with like.',
  limitText,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.',
].join(' ');

/** Exact sequences with coverage, durations, loops and rework. See {@link definition}. */
export async function variants(
  parameters: VariantsParameters,
  context: ReportContext,
): Promise<ReportTypes['variants']> {
  const startedAt = context.clock();
  const { unit, mergeRepeats, top } = parameters;
  const prepared = await prepare(parameters, context, { needsGap: false });
  const { scope, names, query } = prepared;
  const kept = keepMostFrequent(prepared, maxNodes);
  const numbered = numberNodes(kept ?? [...names.keys()]);
  const shape = { unit, mergeRepeats, nodes: numbered.type };
  const values = { most: top, ...numbered.params };
  const listed = await query<SequenceRow>(sequencesSql(scope, shape, true), values);
  const [all] = await query<DurationRow>(allDurationsSql(scope, shape), values);
  const returns = await query<ReturnRow>(returnsSql(scope, shape), values);

  const paths = all?.paths ?? 0;
  const rows = variantRows(listed, paths, names);
  const covered = rows.at(-1)?.cumulative.count ?? 0;
  const variantCount = listed[0]?.variants ?? 0;
  const result: ReportTypes['variants']['result'] = {
    unit,
    paths,
    variantCount,
    rows,
    coverage: wilson(covered, paths),
    tail: {
      variants: variantCount - rows.length,
      paths: paths - covered,
      once: listed[0]?.once ?? 0,
    },
    duration: durationSummary(paths, all?.levels, all?.extremes),
    loops: loopRows(returns, names),
    rework: reworkRows(returns, names),
  };
  return envelope('variants', definition, parameters, context, prepared, startedAt, result);
}
