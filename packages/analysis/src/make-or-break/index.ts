import { adjustments } from '@touchtrail/contract';
import type { MakeOrBreakParameters, ReportTypes, RunSql } from '@touchtrail/contract';
import { entryChannelParams } from '../base/entry-channel.ts';
import { envelope } from '../base/envelope.ts';
import { nameOf, readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { makeOrBreakRows } from './estimate.ts';
import { evidenceJourneys } from './journeys.ts';
import { judge, stretchOf } from './judge.ts';
import { painPoints } from './pain-points.ts';
import { splitEffects } from './split.ts';
import { likenessOf } from './likeness.ts';
import { definitionFor, say } from './words.ts';

/** Touchpoints that are judged together at most, the most frequent ones. */
const maxJudged = 200;

/** Touchpoints that go with a changed chance of the goal. See {@link definitionFor}. */
export async function makeOrBreak(
  parameters: MakeOrBreakParameters,
  context: ReportContext,
): Promise<ReportTypes['make-or-break']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, {
    needsGap: false,
    mentioned: parameters.evidence === undefined ? [] : [parameters.evidence],
  });
  const { scope, query, names, warnings } = prepared;
  const { horizon, top, modelRows, adjust } = parameters;
  const timezone = parameters.timezone ?? context.site.timezone;
  const frequent = [...names.keys()].slice(0, maxJudged);
  if (prepared.touchpoints > maxJudged) {
    warnings.push(
      say(
        'Of {n} touchpoints the {most} most frequent are judged. Name touchpoints to group pages.',
        { n: prepared.touchpoints, most: maxJudged },
      ),
    );
  }
  // Of journeys that began in a span, as long as that span was watched.
  const { cohort } = context;
  const watchedUntil = (prepared.dataUntil ?? 0) - horizon;
  const spanMs = Math.max(
    0,
    Math.min(cohort?.to ?? watchedUntil, watchedUntil) -
      Math.max(cohort?.from ?? 0, prepared.dataFrom ?? 0),
  );
  const shared = {
    ...entryChannelParams,
    horizon,
    timezone,
    stretch: stretchOf(spanMs),
  };
  const told: RunSql[] = [];
  const note = parameters.explain ? (run: RunSql) => void told.push(run) : undefined;
  const likeness = await likenessOf(adjust, scope, query);
  const { all, byId, ids, fitted, share } = await judge({
    query,
    scope,
    likeness,
    judged: frequent,
    shared,
    modelRows,
    ...(note && { note }),
  });
  if (all.touches === 0 && prepared.population.touches > 0) {
    warnings.push(
      say('No touch was watched for the whole horizon yet. Take a shorter one, or wait for data.'),
    );
  }
  if (ids.length > 0 && !fitted) {
    warnings.push(say('The joint model could not be fitted: its covariates cannot be told apart.'));
  }
  if (fitted && share < 1) {
    warnings.push(
      say(
        'The joint model is fitted on {percent} % of the people, drawn by the hash of their id; crude and adjusted odds are of all.',
        { percent: Math.round(share * 1_000) / 10 },
      ),
    );
  }
  if (fitted && !fitted.model.converged) {
    warnings.push(say('The joint model did not settle: read its intervals with care.'));
  }
  await readNames(prepared, byId.keys());
  const pains = parameters.painPoints ? await painPoints(parameters, context, prepared) : null;
  const found = makeOrBreakRows(
    byId,
    all.journeys,
    ids,
    fitted,
    (id) => nameOf(names, id),
    spanMs,
    pains?.of,
    parameters.detect,
  );
  if (found.length > 0 && found.every((row) => row.verdict === 'insufficient')) {
    warnings.push(
      say(
        'No touchpoint has the 200 journeys, 30 conversions and 30 journeys without one that a verdict needs.',
      ),
    );
  }
  const split = await splitEffects(parameters, context, prepared, shared, note);
  return envelope(
    'make-or-break',
    definitionFor(adjust),
    parameters,
    context,
    prepared,
    startedAt,
    {
      horizonMs: horizon,
      adjust,
      notAdjusted: adjustments.filter((one) => !adjust.includes(one)),
      journeys: all.journeys,
      watched: all.touches,
      censored: all.young,
      model: fitted && { ...fitted.model, share },
      rows: found.slice(0, top),
      touchpoints: found.length,
      meanRating: pains?.meanRating ?? null,
      split,
      sql: parameters.explain ? told : null,
      evidence: await evidenceJourneys(parameters, prepared),
    },
  );
}
