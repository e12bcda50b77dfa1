import type { ReportTypes, TransitionsParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import { nodeIds } from '../paths/node-ids.ts';
import { pathNodes } from '../paths/left-out.ts';
import { stepsSql } from '../paths/query.ts';
import type { StepRow } from '../paths/query.ts';
import type { ReportContext } from '../reports.ts';
import { eventualPairs, processMap } from './estimate.ts';
import { processLayout } from './layout.ts';
import { longPathsSql, pairsSql, pairTouches } from './query.ts';
import type { PairRow } from './query.ts';
import { definition, say } from './words.ts';

/** The process map. See {@link definition}. */
export async function transitions(
  parameters: TransitionsParameters,
  context: ReportContext,
): Promise<ReportTypes['transitions']> {
  const startedAt = context.clock();
  const { unit, mergeRepeats, touchpoints, top, minShare, eventually, layout, exclude } =
    parameters;
  const prepared = await prepare(parameters, context, { needsGap: true, mentioned: exclude });
  const { scope, names, query, warnings } = prepared;
  const { shape: told, params: values } = await pathNodes(prepared, touchpoints, parameters);
  const shape = { unit, mergeRepeats, ...told, splitOpen: true };
  const rows = await query<StepRow>(stepsSql(scope, shape, false), values);
  const pairs = eventually ? await query<PairRow>(pairsSql(scope, shape), values) : [];
  const [long] = eventually ? await query<{ n: number }>(longPathsSql(scope, shape), values) : [];
  if (long && long.n > 0) {
    warnings.push(
      say(
        '{n} paths have more than {most} touches: pairs that follow eventually are counted over the first {most}.',
        { n: long.n, most: pairTouches },
      ),
    );
  }
  const map = processMap(rows, names, { top, minShare });
  const result: ReportTypes['transitions']['result'] = {
    unit,
    paths: rows.reduce((sum, row) => sum + (row.origin === nodeIds.start ? row.count : 0), 0),
    ...map,
    eventually: eventually ? eventualPairs(pairs, rows, names, top) : null,
    layout: layout ? processLayout(map.nodes, map.edges) : null,
  };
  return envelope('transitions', definition, parameters, context, prepared, startedAt, result);
}
