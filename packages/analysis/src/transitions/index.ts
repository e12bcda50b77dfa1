import type { ReportTypes, TransitionsParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { keepMostFrequent } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import { nodeIds } from '../paths/node-ids.ts';
import { numberNodes } from '../paths/node-numbers.ts';
import { stepsSql } from '../paths/query.ts';
import type { StepRow } from '../paths/query.ts';
import type { ReportContext } from '../reports.ts';
import { eventualPairs, processMap } from './estimate.ts';
import { processLayout } from './layout.ts';
import { longPathsSql, pairsSql, pairTouches } from './query.ts';
import type { PairRow } from './query.ts';

const definition = [
  'A path is the touches of one journey, person, visit or session in the order of time, sequence number and event id. Every path begins at (start); a journey ends at (converted), (abandoned: lost for good), (silent: open and quiet for the abandonment gap) or (active: open and younger), any other path at (end).',
  'An edge is a touch followed directly by another, the start or an end; its share is of all steps that leave the same node, its lag from touch to touch. With merged repeats, a run of one touchpoint counts as its first touch.',
  'Edges that are not shown pass through (rare), one step in and one out for each, so that what enters and leaves every node sums. Touchpoints that are not told apart are (other).',
  `Eventually: pairs of touches of one path in order, whatever stands between, over the first ${pairTouches} touches of a path.`,
  limitText,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.',
].join(' ');

/** The process map. See {@link definition}. */
export async function transitions(
  parameters: TransitionsParameters,
  context: ReportContext,
): Promise<ReportTypes['transitions']> {
  const startedAt = context.clock();
  const { unit, mergeRepeats, touchpoints, top, minShare, eventually, layout } = parameters;
  const prepared = await prepare(parameters, context, { needsGap: true });
  const { scope, names, query, warnings } = prepared;
  const kept = keepMostFrequent(prepared, touchpoints);
  const numbered = numberNodes(kept ?? [...names.keys()]);
  const shape = { unit, mergeRepeats, nodes: numbered.type, splitOpen: true };
  const values = numbered.params;
  const rows = await query<StepRow>(stepsSql(scope, shape, false), values);
  const pairs = eventually ? await query<PairRow>(pairsSql(scope, shape), values) : [];
  const [long] = eventually ? await query<{ n: number }>(longPathsSql(scope, shape), values) : [];
  if (long && long.n > 0) {
    warnings.push(
      `${long.n} paths have more than ${pairTouches} touches: pairs that follow eventually are counted over the first ${pairTouches}.`,
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
