import type { ReportTypes, VariantsParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import { pathNodes } from '../paths/left-out.ts';
import { maxNodes } from '../paths/rows.ts';
import type { ReportContext } from '../reports.ts';
import { wilson } from '../stats/wilson.ts';
import { durationSummary, loopRows, reworkRows, variantRows } from './estimate.ts';
import { allDurationsSql, returnsSql, sequencesSql } from './query.ts';
import type { DurationRow, ReturnRow, SequenceRow } from './query.ts';
import { definition } from './words.ts';

/** Exact sequences with coverage, durations, loops and rework. See {@link definition}. */
export async function variants(
  parameters: VariantsParameters,
  context: ReportContext,
): Promise<ReportTypes['variants']> {
  const startedAt = context.clock();
  const { unit, mergeRepeats, top, exclude } = parameters;
  const prepared = await prepare(parameters, context, { needsGap: false, mentioned: exclude });
  const { scope, names, query } = prepared;
  const told = await pathNodes(prepared, maxNodes, parameters);
  const shape = { unit, mergeRepeats, ...told.shape };
  const values = { most: top, ...told.params };
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
