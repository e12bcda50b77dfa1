import type { PathsParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import type { Prepared } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { wilson } from '../stats/wilson.ts';
import { nodes, transitions, variants } from './estimate.ts';
import { flow } from './flow.ts';
import { sequencesSql } from '../variants/query.ts';
import type { SequenceRow } from '../variants/query.ts';
import { nodeIds } from './node-ids.ts';
import { pathNodes } from './left-out.ts';
import { hasPauses, pathParams, stepsSql } from './query.ts';
import type { StepRow } from './query.ts';
import { maxNodes, passingSql } from './rows.ts';
import { definition, say } from './words.ts';

/** Transitions, variants and step flow. See {@link definition}. */
export async function paths(
  parameters: PathsParameters,
  context: ReportContext,
): Promise<ReportTypes['paths']> {
  const startedAt = context.clock();
  const { unit, mergeRepeats, startAt, endAt, steps, itemsPerStep, minShare, exclude } = parameters;
  const prepared = await prepare(parameters, context, {
    needsGap: false,
    mentioned: [startAt, endAt, ...exclude].filter((place) => place !== undefined),
  });
  const { scope, names, query } = prepared;
  const nodesOf = await pathNodes(prepared, maxNodes, parameters);
  const shape = { unit, mergeRepeats, startAt, endAt, ...nodesOf.shape };
  const values = { ...pathParams(parameters), ...nodesOf.params };
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
      {
        columns: steps,
        itemsPerStep,
        minShare,
        paths: total,
        pauses: hasPauses(shape),
        outcomes: unit === 'journey' && endAt === undefined,
      },
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
  if (startAt && endAt) {
    const places = { start: startAt, end: endAt };
    warnings.push(
      say('No path passes {start} and then gets to {end}: there is nothing to show.', places),
    );
  } else if (startAt) {
    warnings.push(say('No path passes {start}: there is nothing to show.', { start: startAt }));
  } else if (endAt) {
    warnings.push(say('No path gets to {end}: there is nothing to show.', { end: endAt }));
  }
}
