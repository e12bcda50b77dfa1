import { defaultPhases } from '@touchtrail/contract';
import type { PhasesParameters, ReportTypes } from '@touchtrail/contract';
import { channelParams } from '../base/channel-numbers.ts';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { prepare } from '../base/prepare.ts';
import { readMapping } from '../base/scope.ts';
import type { ReportContext } from '../reports.ts';
import { phaseCells, phaseCellsSql } from './cells.ts';
import type { PhaseCellRow } from './cells.ts';
import { joinWithin, phaseExperience, phaseRatingsSql, troubleSql } from './experience.ts';
import type { PhaseRatingRow, TroubleRow } from './experience.ts';
import { phasesResult } from './estimate.ts';
import { kpisOf } from './kpis.ts';
import { phaseFactsSql, phaseParams } from './query.ts';
import type { PhaseFactRow } from './query.ts';

const definition = [
  'The phase of a touch is that of its touchpoint in the registry; the order of phases is the site’s. Touches whose touchpoint is not registered or has no phase are counted and otherwise passed over.',
  'A stay is a run of touches in one phase within a journey. A move goes from one stay to the next; it goes back when that phase comes earlier in the order.',
  'Reached: journeys with a touch in the phase so far; open journeys may reach more. Reached within: at most the horizon after the first touch of the journey, of the journeys that began at least that long before the end of the data.',
  'Time to reach: from the first touch of the journey to the first in the phase. Time in phase: from the first touch of a stay to the first of the next stay, of stays that were followed by one: the last stay of a journey ends in silence or in the goal and has no such end.',
  'Cells: journeys with a touch in a phase by a channel, and what came after the last such touch of each: another touch of the same visit, the goal, a touch of a later visit, abandonment, or nothing yet.',
  'Furthest: the latest phase in the order that a journey has reached so far.',
  'Experience, where asked for: ratings of the touchpoints of a phase as in the report feedback; beside them an inferred figure, which is no rating. A journey is troubled in a phase by errors or rage clicks at a touch there, by a page that loaded in more than 4 s or answered in more than 0.5 s, or by meeting one touchpoint twice running within a visit. Excess is the share of its journeys abandoned there beyond what as many touches lose on average over all phases. The inferred figure is 1 + 9 × (1 − troubled) × (1 − excess), of 30 journeys or more; its bounds take both shares at the ends of their intervals.',
  'KPIs, where asked for: conversion is the goal within the horizon of the first touch at the touchpoint, of journeys observed that long; abandonment is the hazard of the report drop-off; rating is the mean of the report feedback; time is the median from a touch to the next of the journey, of touches that have one, with the 95 % interval of order statistics. Shares are in percent, times in minutes. A target is reached or missed when the whole interval says so.',
  limitText,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.',
].join(' ');

/** How far journeys come through the phases, and where they go back. See {@link definition}. */
export async function phases(
  parameters: PhasesParameters,
  context: ReportContext,
): Promise<ReportTypes['phases']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: parameters.kpis });
  const { scope, query, warnings, population } = prepared;
  const { horizon } = parameters;
  const mapping = await readMapping(context.reader, parameters.site, scope.registry);
  const order = mapping.phases ?? defaultPhases;
  const rows = await query<PhaseFactRow>(phaseFactsSql(scope), {
    horizon,
    ...phaseParams(order),
  });
  const cells = await query<PhaseCellRow>(phaseCellsSql(scope), {
    ...channelParams,
    ...phaseParams(order),
  });
  const experience = parameters.experience
    ? phaseExperience(
        order,
        await query<TroubleRow>(troubleSql(scope), phaseParams(order)),
        await query<PhaseRatingRow>(phaseRatingsSql(scope), { joinWithin, ...phaseParams(order) }),
      )
    : null;
  const kpis = parameters.kpis ? await kpisOf(mapping.kpis ?? [], prepared, horizon) : null;
  const result = phasesResult(rows, order);
  const { rate, count } = result.withoutPhase;
  if (population.touches > 0 && rate === 1) {
    warnings.push(
      scope.registry === 0
        ? 'The site has no touchpoint registry, so no touch has a phase. Make one: touchtrail touchpoints unmapped shows what was seen.'
        : 'No touch in this range is at a touchpoint with a phase. Give touchpoints a phase in the registry.',
    );
  } else if (rate !== null && rate > 0.2) {
    warnings.push(
      `${Math.round(rate * 100)} % of the touches (${count}) have no phase: touchtrail touchpoints unmapped shows what is not registered.`,
    );
  }
  return envelope('phases', definition, parameters, context, prepared, startedAt, {
    horizonMs: horizon,
    ...result,
    experience,
    kpis,
    cells: phaseCells(cells, order, rows.find(({ kind }) => kind === 'journey')?.n ?? 0),
  });
}
