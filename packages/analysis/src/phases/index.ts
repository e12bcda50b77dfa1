import { defaultPhases } from '@touchtrail/contract';
import type { PhasesParameters, ReportTypes } from '@touchtrail/contract';
import { channelParams } from '../base/channel-numbers.ts';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import { readMapping } from '../base/scope.ts';
import type { ReportContext } from '../reports.ts';
import { backstageOf } from './backstage.ts';
import { phaseCells, phaseCellsSql } from './cells.ts';
import type { PhaseCellRow } from './cells.ts';
import { joinWithin, phaseExperience, phaseRatingsSql, troubleSql } from './experience.ts';
import type { PhaseRatingRow, TroubleRow } from './experience.ts';
import { phasesResult } from './estimate.ts';
import { kpisOf } from './kpis.ts';
import { phaseFactsSql, phaseParams } from './query.ts';
import type { PhaseFactRow } from './query.ts';
import { definition, say } from './words.ts';

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
  const journeys = rows.find(({ kind }) => kind === 'journey')?.n ?? 0;
  const backstage = await backstageOf(prepared, order, journeys);
  const result = phasesResult(rows, order);
  const { rate, count } = result.withoutPhase;
  if (population.touches > 0 && rate === 1) {
    warnings.push(
      scope.registry === 0
        ? say(
            'The site has no touchpoint registry, so no touch has a phase. Make one: touchtrail touchpoints unmapped shows what was seen.',
          )
        : say(
            'No touch in this range is at a touchpoint with a phase. Give touchpoints a phase in the registry.',
          ),
    );
  } else if (rate !== null && rate > 0.2) {
    warnings.push(
      say(
        '{percent} % of the touches ({n}) have no phase: touchtrail touchpoints unmapped shows what is not registered.',
        { percent: Math.round(rate * 100), n: count },
      ),
    );
  }
  return envelope('phases', definition, parameters, context, prepared, startedAt, {
    horizonMs: horizon,
    ...result,
    experience,
    backstage,
    kpis,
    cells: phaseCells(cells, order, journeys),
  });
}
