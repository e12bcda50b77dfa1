import { noValue, otherValues } from '@touchtrail/contract';
import type { Adjustment, EffectSplit, MakeOrBreakParameters, RunSql } from '@touchtrail/contract';
import { fieldSql } from '../base/fields.ts';
import { nameOf, readNames } from '../base/names.ts';
import type { Prepared } from '../base/prepare.ts';
import { savedSubjects } from '../base/scope.ts';
import type { Params, Scope } from '../base/scope.ts';
import { hasFailedSql, wasSlowSql } from '../base/touch-quality.ts';
import { ratingsSql } from '../feedback/query.ts';
import type { ReportContext } from '../reports.ts';
import { isSaved, withSavedSegments } from '../segments/saved.ts';
import { splitRows } from './differences.ts';
import { judge } from './judge.ts';
import { likenessOf } from './likeness.ts';
import { pairsSql, valuesSql } from './query.ts';
import type { Parting } from './query.ts';
import { say } from './words.ts';

/** Touchpoints times values that are judged in one model at most. */
const mostPairs = 200;
/** Values of a field that are told apart; the rest is one more. */
const mostValues = 5;
/** Mean ratings up to this, on 1 to 10, are bad ones. */
const badRating = 5;
const joinWithin = 72 * 3_600_000;

/** What can go wrong at a touch, the worst first, and what is said where nothing did. */
const qualities = ['errors', 'slow', 'bad_rating', 'fine'] as const;

interface Told {
  parting: Parting;
  scope: Scope;
  params: Params;
  values: string[];
  reference: string;
}

function byQuality(scope: Scope): Told {
  const rated = `event_id IN (SELECT touch FROM last_ratings WHERE score <= ${badRating})`;
  const split = `multiIf(
    ${hasFailedSql(scope)}, 'errors',
    ${wasSlowSql(scope)}, 'slow',
    ${rated}, 'bad_rating', 'fine')`;
  return {
    scope: { ...scope, split },
    parting: { prefix: ratingsSql(scope), isOfRows: true, parts: 'jb', isOfJourney: false },
    params: { joinWithin },
    values: [...qualities],
    reference: 'fine',
  };
}

async function bySegment(
  key: string,
  parameters: MakeOrBreakParameters,
  { scope }: Prepared,
  { reader, clock, site }: ReportContext,
): Promise<Told> {
  const { segment } = await withSavedSegments(
    { segment: [{ saved: key }], ...(parameters.to !== undefined && { to: parameters.to }) },
    { reader, clock, site: site.id },
  );
  const saved = segment.find(isSaved);
  if (!saved) throw new TypeError(`What the saved segment @${key} says was not read.`);
  const params: Record<string, unknown> = {};
  const { touchKey, phase, backstage } = scope;
  const context = { touchKey, phase, backstage, prefix: 'splitBy', params };
  const subjects = savedSubjects(saved, context, parameters.subject === 'account');
  return {
    scope,
    parting: {
      prefix: '',
      isOfRows: false,
      parts: `arrayMap(x -> if(subject IN (${subjects}), '@${key}', '${otherValues}'), jk)`,
      isOfJourney: true,
    },
    params: params as Params,
    values: [`@${key}`, otherValues],
    reference: otherValues,
  };
}

async function byField(
  field: Parameters<typeof fieldSql>[0],
  { scope, query, warnings }: Prepared,
): Promise<Told> {
  const { sql, params } = fieldSql(field, 'splitBy');
  const own = { ...scope, split: sql };
  const found = await query<{ value: string }>(valuesSql(own, noValue), {
    ...params,
    mostValues: mostValues + 1,
  });
  const values = found.slice(0, mostValues).map(({ value }) => value);
  if (found.length > mostValues) {
    values.push(otherValues);
    warnings.push(
      say('Of {field} the {most} most frequent values are told apart.', {
        field,
        most: mostValues,
      }),
    );
  }
  return {
    scope: own,
    parting: {
      prefix: '',
      isOfRows: true,
      parts: `arrayMap(x -> if((if(jb[1] = '', '${noValue}', jb[1]) AS said) IN {splitValues:Array(String)}, said, '${otherValues}'), jk)`,
      isOfJourney: true,
    },
    params: { ...params, splitValues: values },
    values,
    reference: values[0] ?? noValue,
  };
}

/** Whether what touchpoints are told apart by holds it still already. */
const isHeldBy = (adjusted: Adjustment, by: string): boolean =>
  (adjusted === 'device' && by === 'device') || (adjusted === 'campaign' && by === 'campaign_name');

/**
 * Effects by value: a touchpoint is another one for each value, in one joint model, so that what values
 * differ by has an interval that knows whose touches are in both.
 */
export async function splitEffects(
  parameters: MakeOrBreakParameters,
  context: ReportContext,
  prepared: Prepared,
  shared: Params,
  note?: (run: RunSql) => void,
): Promise<EffectSplit | null> {
  const { by, modelRows } = parameters;
  if (by === undefined) return null;
  const { query, names, warnings } = prepared;
  const told =
    by === 'quality'
      ? byQuality(prepared.scope)
      : by.startsWith('@')
        ? await bySegment(by.slice(1), parameters, prepared, context)
        : await byField(by as Parameters<typeof fieldSql>[0], prepared);
  const { values, reference, scope, parting, params } = told;
  if (values.length < 2) {
    warnings.push(
      say('There is one value of {by} only: {value}. Nothing to compare.', {
        by,
        value: values[0] ?? noValue,
      }),
    );
    return { by, values, reference, rows: [] };
  }
  const places = [...names.keys()].slice(0, Math.floor(mostPairs / values.length));
  if (prepared.touchpoints > places.length) {
    warnings.push(
      say('By {by} the {n} most frequent touchpoints are told apart, of {all}.', {
        by,
        n: places.length,
        all: prepared.touchpoints,
      }),
    );
  }
  const pairs = await query<{ id: string; place: string; part: string }>(pairsSql, {
    places,
    values,
  });
  const judged = await judge({
    query,
    scope,
    parting,
    likeness: await likenessOf(
      parameters.adjust.filter((one) => !isHeldBy(one, by)),
      scope,
      query,
    ),
    judged: pairs.map(({ id }) => id),
    shared: { ...shared, ...params },
    modelRows,
    ...(note && { note }),
  });
  await readNames(prepared, places);
  const idOf = new Map(pairs.map(({ id, place, part }) => [`${place} ${part}`, id]));
  const rows = splitRows(
    places.map((place) => ({
      touchpoint: nameOf(names, place),
      ids: values.map((value) => idOf.get(`${place} ${value}`) ?? ''),
    })),
    values,
    reference,
    judged,
  );
  return { by, values, reference, rows };
}
