import type { PathsParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { keepMostFrequent } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { wilson } from '../stats/wilson.ts';
import { nodes, transitions, variants } from './estimate.ts';
import { flow } from './flow.ts';
import { maxNodes, nodeIds, pathParams, stepsSql, variantsSql } from './query.ts';
import type { StepRow, VariantRow } from './query.ts';

const definition = [
  'A path is the touches of one journey, one person or one visit in the order of time, sequence number and event id; every path begins at (start) and has one end: (converted), (abandoned) or (open) for journeys, (end) otherwise.',
  'A transition is a touch followed directly by another; its share is of all steps that leave the same touchpoint, its lag from touch to touch. With merged repeats, a run of one touchpoint counts as its first touch.',
  'With startAt, paths begin at its first occurrence and paths without it are left out.',
  'A variant is the exact sequence. Converted is of closed paths: open journeys are left out.',
  'Step flow: box N holds paths by their Nth touch; ended paths stay in their end and rarer touchpoints are in (other), so that every step sums to all paths.',
  limitText,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.',
].join(' ');

/** Transitions, variants and step flow. See {@link definition}. */
export async function paths(
  parameters: PathsParameters,
  context: ReportContext,
): Promise<ReportTypes['paths']> {
  const startedAt = context.clock();
  const { unit, mergeRepeats, startAt, steps, itemsPerStep } = parameters;
  const prepared = await prepare(parameters, context, {
    needsGap: false,
    mentioned: startAt === undefined ? [] : [startAt],
  });
  const { scope, names, query } = prepared;
  const kept = keepMostFrequent(prepared, maxNodes);
  const shape = { unit, mergeRepeats, startAt, folded: kept !== undefined };
  const values = pathParams(parameters, kept);
  const rows = await query<StepRow>(stepsSql(scope, shape), values);
  const listed = await query<VariantRow>(variantsSql(scope, shape), values);

  const moves = rows.filter((row) => row.step === 0);
  const total = moves.reduce((sum, row) => sum + (row.origin === nodeIds.start ? row.count : 0), 0);
  const shown = variants(listed.slice(0, parameters.variants), total, names);
  const result: ReportTypes['paths']['result'] = {
    unit,
    paths: total,
    nodes: nodes(moves, names),
    transitions: transitions(moves, names),
    variants: shown,
    variantCount: listed[0]?.variants ?? 0,
    variantCoverage: wilson(
      shown.reduce((sum, variant) => sum + variant.count, 0),
      total,
    ),
    flow: flow(
      rows.filter((row) => row.step > 0),
      names,
      { columns: steps, itemsPerStep, paths: total },
    ),
  };
  return envelope('paths', definition, parameters, context, prepared, startedAt, result);
}
