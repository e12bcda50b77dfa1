import type { MakeOrBreakParameters, ReportTypes } from '@touchtrail/contract';
import { entryChannelParams } from '../base/entry-channel.ts';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { nameOf, readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { fitModel, makeOrBreakRows } from './estimate.ts';
import { patternsSql, screenSql, waysSql } from './query.ts';
import type { PatternRow, ScreenRow, WayRow } from './query.ts';
import { screen } from './screen.ts';

/** Touchpoints that are judged together at most, the most frequent ones. */
const maxJudged = 200;
/** Random groups of people: errors within one are not taken as independent. */
const clusters = 250;
const weekMs = 7 * 86_400_000;
const maxStretches = 26;
/** Rows of ways that are read at most. */
const mostWays = 150_000;

const definition = [
  'Each touch that does not reach the goal is watched for the horizon: the goal comes next, another touch does, or nothing. Touches younger than that at the end of the data are left out and counted. A touchpoint counts as met from its first touch in the journey on, never before: who converts early is not compared with who had longer to meet it.',
  'Crude and adjusted: odds that the goal comes next, after it was met against before or without; adjusted by step of the journey (1, 2, 3, 4-5, 6-8, 9 and later) and entry channel (Mantel-Haenszel, variance of Robins, Breslow and Greenland). Met and here: odds ratios of one joint logistic model of all touchpoints with step, entry channel, day of the week and stretch of the calendar.',
  'Effect: conversion of the journeys that met it, with the coefficients of the touchpoint minus without them, in points; a second model of journeys that go away enters too (g-formula over the journeys as they are). Interval by the delta method over 250 random groups of people. Per 30 days: effect times the journeys that meet it.',
  'Make (break): the interval lies above +0.5 (below -0.5) points and the false discovery rate over all touchpoints judged (Benjamini-Hochberg) is at most 5 %. Moment of truth: at least 5 points for sure, met by at least 5 % of the journeys. Insufficient: under 200 journeys that met it, under 30 of them converted or not, or under 80 % of the touches after it beside comparable ones without it.',
  'E-value: how strong something that is not in the model would have to be, as a risk ratio with both the touch and the goal, to explain the effect (VanderWeele and Ding 2017). All of it is association, adjusted for what is named here; it is not proof of a cause.',
  limitText,
].join(' ');

/** Entry channels whose ways are told apart: the most frequent, as long as few rows are read. */
function entriesToldApart(rows: readonly ScreenRow[], judged: number): string[] {
  const touches = new Map<string, number>();
  for (const row of rows) {
    if (row.id === '') touches.set(row.entry, (touches.get(row.entry) ?? 0) + row.touches);
  }
  const most = Math.floor(mostWays / (2 * judged * judged)) - 1;
  return [...touches]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, Math.min(8, Math.max(0, most)))
    .map(([entry]) => entry);
}

/** Touchpoints that go with a changed chance of the goal. See {@link definition}. */
export async function makeOrBreak(
  parameters: MakeOrBreakParameters,
  context: ReportContext,
): Promise<ReportTypes['make-or-break']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: false });
  const { scope, query, names, warnings } = prepared;
  const { horizon, top, modelRows } = parameters;
  const timezone = parameters.timezone ?? context.site.timezone;
  const frequent = [...names.keys()].slice(0, maxJudged);
  if (prepared.touchpoints > maxJudged) {
    warnings.push(
      `Of ${prepared.touchpoints} touchpoints the ${maxJudged} most frequent are judged. Name touchpoints to group pages.`,
    );
  }
  const shared = { ...entryChannelParams, horizon, judged: frequent };
  const rows = await query<ScreenRow>(screenSql(scope), shared);
  const { all, byId } = screen(rows);
  const ids = frequent.filter((id) => byId.get(id)?.missing === null);
  const { cohort } = context;
  const watchedUntil = (prepared.dataUntil ?? 0) - horizon;
  const spanMs = Math.max(
    0,
    Math.min(cohort?.to ?? watchedUntil, watchedUntil) -
      Math.max(cohort?.from ?? 0, prepared.dataFrom ?? 0),
  );
  if (all.touches === 0 && prepared.population.touches > 0) {
    warnings.push(
      'No touch is as old as the horizon: nothing can be said yet. Set a shorter horizon.',
    );
  }
  const share = Math.min(1, modelRows / Math.max(1, all.touches));
  const drawn = {
    ...shared,
    judgedIds: ids,
    entries: entriesToldApart(rows, ids.length),
    timezone,
    stretch: Math.max(weekMs, Math.ceil(spanMs / maxStretches)),
    share: Math.ceil(share * 1_000_000),
  };
  const some = ids.length > 0;
  const patterns = some ? await query<PatternRow>(patternsSql(scope, clusters), drawn) : [];
  const steps = some ? await query<WayRow>(waysSql(scope), drawn) : [];
  const fitted = patterns.length > 0 ? fitModel(patterns, steps, ids.length) : null;
  if (ids.length > 0 && !fitted) {
    warnings.push('The joint model could not be fitted: its covariates cannot be told apart.');
  }
  if (fitted && share < 1) {
    warnings.push(
      `The joint model is fitted on ${Math.round(share * 1_000) / 10} % of the people, drawn by the hash of their id; crude and adjusted odds are of all.`,
    );
  }
  await readNames(prepared, byId.keys());
  const found = makeOrBreakRows(byId, all.journeys, ids, fitted, (id) => nameOf(names, id), spanMs);
  if (found.length > 0 && found.every((row) => row.verdict === 'insufficient')) {
    warnings.push(
      'No touchpoint has the 200 journeys, 30 conversions and 30 journeys without one that a verdict needs.',
    );
  }
  return envelope('make-or-break', definition, parameters, context, prepared, startedAt, {
    horizonMs: horizon,
    journeys: all.journeys,
    watched: all.touches,
    censored: all.young,
    model: fitted && { ...fitted.model, share },
    rows: found.slice(0, top),
    touchpoints: found.length,
  });
}
