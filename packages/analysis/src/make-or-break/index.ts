import type { MakeOrBreakParameters, ReportTypes, RunSql } from '@touchtrail/contract';
import { entryChannelParams } from '../base/entry-channel.ts';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { nameOf, readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { makeOrBreakRows } from './estimate.ts';
import { evidenceJourneys } from './journeys.ts';
import { judge, stretchOf } from './judge.ts';
import { painPoints } from './pain-points.ts';
import { splitEffects } from './split.ts';

/** Touchpoints that are judged together at most, the most frequent ones. */
const maxJudged = 200;

const definition = [
  'Each touch that does not reach the goal is watched for the horizon: the goal comes next, another touch does, or nothing. Touches younger than that at the end of the data are left out and counted. A touchpoint counts as met from its first touch in the journey on, never before: who converts early is not compared with who had longer to meet it.',
  'Crude and adjusted: odds that the goal comes next, after it was met against before or without; adjusted by step of the journey (1, 2, 3, 4-5, 6-8, 9 and later) and entry channel (Mantel-Haenszel, variance of Robins, Breslow and Greenland). Met and here: odds ratios of one joint logistic model of all touchpoints with step (1 to 8, 9-10, 11-13, 14-18, 19-25, 26-40, later), entry channel, day of the week and stretch of the calendar.',
  'Effect: conversion of the journeys that met it, with the coefficients of the touchpoint minus without them, in points; a second model of journeys that go away enters too (g-formula over the journeys as they are); without it a touch stands at an ordinary place of that step (interquartile mean of the others). Interval by the delta method over 250 random groups of people, with the degrees of freedom that these leave (Pan and Wall 2002). Per 30 days: effect times the journeys that meet it.',
  'Make (break): the interval lies above +0.5 (below -0.5) points and the false discovery rate over all touchpoints judged (Benjamini-Hochberg) is at most 5 %. Moment of truth: at least 5 points for sure, met by at least 5 % of the journeys. Insufficient: under 200 journeys that met it, under 30 of them converted or not, or under 80 % of the touches after it beside comparable ones without it.',
  'Pain point, whatever the effect: a mean rating of at most 5 of 10 from 30 ratings, surely under that of all touchpoints; or a drop-off point; or a form field with friction, as the reports of these say.',
  'By value: one joint model in which a touchpoint is another one for each value; differences are against the reference, q is over all touchpoints told apart. Quality at a touch: errors or rage clicks, else slow (largest paint over 4 s, an answer over 0.5 s), else rated 5 of 10 or less, else fine, which is also where nothing was measured.',
  'E-value: how strong something that is not in the model would have to be, as a risk ratio with both the touch and the goal, to explain the effect (VanderWeele and Ding 2017). All of it is association, adjusted for what is named here; it is not proof of a cause.',
  limitText,
].join(' ');

/** Touchpoints that go with a changed chance of the goal. See {@link definition}. */
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
  const { horizon, top, modelRows } = parameters;
  const timezone = parameters.timezone ?? context.site.timezone;
  const frequent = [...names.keys()].slice(0, maxJudged);
  if (prepared.touchpoints > maxJudged) {
    warnings.push(
      `Of ${prepared.touchpoints} touchpoints the ${maxJudged} most frequent are judged. Name touchpoints to group pages.`,
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
  const { all, byId, ids, fitted, share } = await judge({
    query,
    scope,
    judged: frequent,
    shared,
    modelRows,
    ...(note && { note }),
  });
  if (all.touches === 0 && prepared.population.touches > 0) {
    warnings.push(
      'No touch was watched for the whole horizon yet. Take a shorter one, or wait for data.',
    );
  }
  if (ids.length > 0 && !fitted) {
    warnings.push('The joint model could not be fitted: its covariates cannot be told apart.');
  }
  if (fitted && share < 1) {
    warnings.push(
      `The joint model is fitted on ${Math.round(share * 1_000) / 10} % of the people, drawn by the hash of their id; crude and adjusted odds are of all.`,
    );
  }
  if (fitted && !fitted.model.converged) {
    warnings.push('The joint model did not settle: read its intervals with care.');
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
  );
  if (found.length > 0 && found.every((row) => row.verdict === 'insufficient')) {
    warnings.push(
      'No touchpoint has the 200 journeys, 30 conversions and 30 journeys without one that a verdict needs.',
    );
  }
  const split = await splitEffects(parameters, context, prepared, shared, note);
  return envelope('make-or-break', definition, parameters, context, prepared, startedAt, {
    horizonMs: horizon,
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
  });
}
