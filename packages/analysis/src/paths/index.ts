import type { PathsParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { keepMostFrequent } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { Prepared } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { wilson } from '../stats/wilson.ts';
import { nodes, transitions, variants } from './estimate.ts';
import { flow } from './flow.ts';
import { sequencesSql } from '../variants/query.ts';
import type { SequenceRow } from '../variants/query.ts';
import { nodeIds } from './node-ids.ts';
import { numberNodes } from './node-numbers.ts';
import { pathParams, stepsSql } from './query.ts';
import type { StepRow } from './query.ts';
import { maxNodes, passingSql } from './rows.ts';

const definition = [
  'A path is the touches of one journey, one person or one visit in the order of time, sequence number and event id; every path begins at (start) and has one end: (converted), (abandoned) or (open) for journeys, (end) otherwise.',
  'A transition is a touch followed directly by another; its share is of all steps that leave the same touchpoint, its lag from touch to touch. With merged repeats, a run of one touchpoint counts as its first touch.',
  'With startAt, paths begin at its first occurrence and paths without it are left out. With endAt they end at its last occurrence, and the step flow goes backward from it; with both, at its first occurrence after the start, and reached is the share of the paths past the start that got there. Where endAt cuts, the end is (end).',
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
  const { unit, mergeRepeats, startAt, endAt, steps, itemsPerStep } = parameters;
  const prepared = await prepare(parameters, context, {
    needsGap: false,
    mentioned: [startAt, endAt].filter((place) => place !== undefined),
  });
  const { scope, names, query } = prepared;
  const kept = keepMostFrequent(prepared, maxNodes);
  const numbered = numberNodes(kept ?? [...names.keys()]);
  const shape = { unit, mergeRepeats, startAt, endAt, nodes: numbered.type };
  const values = { ...pathParams(parameters), ...numbered.params };
  const rows = await query<StepRow>(stepsSql(scope, shape), values);
  const listed = await query<SequenceRow>(sequencesSql(scope, shape, false), {
    ...values,
    most: Math.max(1, parameters.variants),
  });
  const between = startAt !== undefined && endAt !== undefined;
  const [passing] = between ? await query<{ n: number }>(passingSql(scope, shape), values) : [];

  const moves = rows.filter((row) => row.step === 0);
  const total = moves.reduce((sum, row) => sum + (row.origin === nodeIds.start ? row.count : 0), 0);
  const shown = variants(listed.slice(0, parameters.variants), total, names);
  const result: ReportTypes['paths']['result'] = {
    unit,
    paths: total,
    direction: endAt !== undefined && startAt === undefined ? 'backward' : 'forward',
    reached: between ? wilson(total, passing?.n ?? 0) : null,
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
  warnAboutPlaces(parameters, prepared, total);
  return envelope('paths', definition, parameters, context, prepared, startedAt, result);
}

function warnAboutPlaces(
  { startAt, endAt }: PathsParameters,
  { population, warnings }: Prepared,
  total: number,
): void {
  if (total > 0 || population.people === 0) return;
  const asked = [startAt && `passes ${startAt}`, endAt && `gets to ${endAt}`].filter(Boolean);
  if (asked.length > 0)
    warnings.push(`No path ${asked.join(' and then ')}: there is nothing to show.`);
}
