import type { CommonParameters, Report } from '@touchtrail/contract';
import type { ReportContext } from '../reports.ts';
import type { Prepared } from './prepare.ts';
import type { Said } from './words.ts';

/** Puts a result into the answer that every report gives. */
export function envelope<Name extends string, Parameters extends CommonParameters, Result>(
  name: Name,
  definition: Said,
  parameters: Parameters,
  context: ReportContext,
  prepared: Prepared,
  startedAt: number,
  result: Result,
): Report<Name, Parameters, Result> {
  const now = context.clock();
  return {
    name,
    definition: definition[prepared.language],
    parameters: {
      ...parameters,
      from: parameters.from ?? prepared.dataFrom ?? undefined,
      to: parameters.to ?? (prepared.dataUntil === null ? undefined : prepared.dataUntil + 1),
      ...(prepared.needsGap && { abandonmentGap: prepared.abandonmentGapMs }),
      ...(prepared.ownGaps.length > 0 && {
        abandonmentGaps: Object.fromEntries(prepared.ownGaps.map(({ of, ms }) => [of, ms])),
      }),
      inactivityLimit: prepared.inactivityLimitMs,
      timezone: parameters.timezone ?? context.site.timezone,
    },
    population: prepared.population,
    result,
    assumptions: prepared.assumptions,
    warnings: prepared.warnings.map((warning) => warning[prepared.language]),
    versions: {
      registry: prepared.scope.registry,
      journey: context.journey
        ? { name: context.journey.name, version: context.journey.version }
        : null,
      identity: prepared.identityVersion,
    },
    dataUntil: prepared.dataUntil,
    computedAt: new Date(now).toISOString(),
    elapsedMs: Math.max(0, now - startedAt),
  };
}
