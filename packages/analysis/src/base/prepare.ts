import type { Assumption, CommonParameters, Language, Population } from '@touchtrail/contract';
import type { ReportContext } from '../reports.ts';
import { countedParams, countedSql, resolveLimits, wantedLimits } from './limits.ts';
import type { CountedRow } from './limits.ts';
import { nearest } from './nearest.ts';
import { ownGaps } from './own-gaps.ts';
import type { OwnGap } from './own-gaps.ts';
import { remembered } from './remembered.ts';
import { createScope, readMapping, splitGoal } from './scope.ts';
import type { Params, Scope } from './scope.ts';
import { sequences } from './sequences.ts';
import { words } from './words.ts';
import type { Said } from './words.ts';

const say = words({
  'touches of bots': 'Kontakte von Bots',
  'backstage touches, which people do not see':
    'Kontakte hinter der Bühne, die Menschen nicht sehen',
  'touches before the start of a journey': 'Kontakte vor dem Beginn einer Journey',
  'touches without an account': 'Kontakte ohne Konto',
  'devices seen with several users: kept as people of their own':
    'Geräte, die mit mehreren Benutzern gesehen wurden: als eigene Personen behandelt',
  'outside the segment': 'außerhalb des Segments',
  'The data span {span} days, less than the inactivity limit of {limit}: no journey can be abandoned yet, so the closed ones are all conversions.':
    'Die Daten umfassen {span} Tage, weniger als die Inaktivitätsgrenze von {limit}: Noch kann keine Journey abgebrochen sein, also sind alle abgeschlossenen Konversionen.',
  '{key} is backstage: people do not see it, so it is no step of a journey. With includeBackstage=true it is.':
    '{key} liegt hinter der Bühne: Menschen sehen es nicht, also ist es kein Schritt einer Journey. Mit includeBackstage=true ist es einer.',
  'No touch of {key} in this range.': 'Kein Kontakt von {key} in diesem Bereich.',
  'No touch of {key} in this range; nearest: {close}.':
    'Kein Kontakt von {key} in diesem Bereich; am ähnlichsten: {close}.',
  'There are no touches in this range.': 'In diesem Bereich gibt es keine Kontakte.',
  'Nobody in this range fits the segment.': 'Niemand in diesem Bereich passt zum Segment.',
  'No touch in this range belongs to an account.':
    'Kein Kontakt in diesem Bereich gehört zu einem Konto.',
  'No conversion in this range: no event of type conversion. Set a goal, such as a touchpoint.':
    'Keine Konversion in diesem Bereich: kein Ereignis vom Typ conversion. Setzen Sie ein Ziel, etwa einen Kontaktpunkt.',
  'No touch in this range reaches the goal.': 'Kein Kontakt in diesem Bereich erreicht das Ziel.',
  'Few data: {n} journeys. Intervals are wide.':
    'Wenige Daten: {n} Journeys. Die Intervalle sind weit.',
});

/** Names of the most frequent touchpoints are read ahead; of others when a result needs them. */
const namesAhead = 5_000;

/** What every report knows before its own questions. */
export interface Prepared {
  scope: Scope;
  /** Values for every place that shared SQL uses; reports add their own. */
  params: Params;
  /** Touchpoint name by the engine's hash of it: the most frequent, in this order. */
  names: Map<string, string>;
  /** Distinct touchpoints in the range. */
  touchpoints: number;
  population: Population;
  /** First and last touch of the site in the range, epoch ms. */
  dataFrom: number | null;
  dataUntil: number | null;
  abandonmentGapMs: number;
  /** Gaps of some touches, instead of that of all. */
  ownGaps: readonly OwnGap[];
  inactivityLimitMs: number;
  /** Whether the report uses the abandonment gap at all. */
  needsGap: boolean;
  /** Grows with every change of who is who. */
  identityVersion: number;
  assumptions: Assumption[];
  warnings: Said[];
  /** What texts of the answer are told in. */
  language: Language;
  query: <Row>(sql: string, params?: Params) => Promise<Row[]>;
}

interface BoundsRow {
  touches: number;
  touchpoints: number;
  unowned: number;
  bots: number;
  backstage: number;
  first: number;
  last: number;
}

interface KeyRow {
  id: string;
  key: string;
}

const boundsSql = (scope: Scope): string => `
  SELECT
    countIf(people > 0) AS touchpoints, sum(people) AS touches, sum(alone) AS unowned, sum(programs) AS bots, sum(hidden) AS backstage,
    toUnixTimestamp64Milli(minIf(earliest, people > 0)) AS first,
    toUnixTimestamp64Milli(maxIf(latest, people > 0)) AS last
  FROM (
    SELECT countIf(met) AS people, countIf(program) AS programs, countIf(NOT program AND NOT met) AS hidden,
      countIf(met AND NOT (${scope.hasSubject})) AS alone,
      minIf(ts, met) AS earliest, maxIf(ts, met) AS latest
    FROM (
      SELECT ${scope.touchKey} AS place, ts, account_id, ${scope.isBot} AS program,
        NOT program AND NOT ${scope.isBackstage} AS met
      FROM events WHERE ${scope.whereAll}
    )
    GROUP BY place
  )`;

// What the caller mentioned is always among them, when it is there at all.
const keysSql = (scope: Scope): string => `
  SELECT toString(cityHash64(key)) AS id, ${scope.touchKey} AS key
  FROM events WHERE ${scope.where}
  GROUP BY key
  ORDER BY key IN {mentioned:Array(String)} DESC, count() DESC, key LIMIT ${namesAhead}`;

// Devices seen with several users; looked up by the table's key, because there are few.
const ambiguousSql = (scope: Scope): string => `
  SELECT uniqExact(subject_id) AS n FROM events
  WHERE ${scope.where} AND user_id = '' AND subject_id IN (
    SELECT id FROM id_map FINAL WHERE site_id = {site:String} AND kind = 'anonymous' AND state = 'shared'
  )`;

const everybodySql = (scope: Scope): string =>
  scope.stored
    ? `SELECT count() AS n FROM ${sequences({ ...scope, having: '', isStart: '', cohort: false }, [])}`
    : `SELECT uniqExact(${scope.subject}) AS n FROM events ${scope.join}
  WHERE ${scope.where} AND ${scope.hasSubject}`;

const days = (ms: number): number => Number((ms / 86_400_000).toPrecision(2));

/** Looks up who is in the segment, as far as rows do not say it, once for all questions. */
async function lookUp(
  { lookups, params }: Scope,
  { reader, signal, onProgress, atEnd }: ReportContext,
): Promise<void> {
  for (const { place, sql } of lookups) {
    const matched = await reader.matches?.({
      sql,
      params,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    if (!matched) throw new TypeError('The reader looks nobody up.');
    params[place] = matched.run;
    atEnd?.(matched.drop);
  }
}

/**
 * Reads what all reports share: the touchpoints of the range, the end of observation, the population
 * and the limits of silence, see {@link resolveLimits}.
 */
export async function prepare(
  parameters: CommonParameters,
  context: ReportContext,
  { needsGap, mentioned = [] }: { needsGap: boolean; mentioned?: readonly string[] },
): Promise<Prepared> {
  const { reader, signal, onProgress, cohort, journey, language = 'en' } = context;
  const { subject, segment, goal } = parameters;
  const run = <Row>(sql: string, params: Params): Promise<Row[]> =>
    reader.query<Row>({
      sql,
      params,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });

  await reader.settled?.(parameters.site);
  const mapping = await readMapping(reader, parameters.site);
  const stored = parameters.includeBots
    ? undefined
    : await reader.sequences?.(parameters.site, parameters.subject);
  const scope = createScope(
    parameters,
    mapping,
    cohort,
    stored,
    journey && journey.goals.length > 0 ? journey.goals : undefined,
    reader.matches !== undefined && context.atEnd !== undefined,
  );
  await lookUp(scope, context);
  const wanted = [...new Set([...splitGoal(goal).keys, ...mentioned])];
  const once = <Row>(sql: string, values: Params, of: Scope = scope): Promise<Row[]> =>
    remembered<Row>(reader, of, sql, values, () => run<Row>(sql, values));
  // What is told of all touches, whoever is in the segment.
  const everyone: Scope = { ...scope, hasSaved: false, params: scope.unsegmented };
  const [bounds] = await once<BoundsRow>(boundsSql(scope), everyone.params, everyone);
  const any = bounds !== undefined && bounds.touches > 0;
  const dataFrom = any ? bounds.first : null;
  const dataUntil = any ? bounds.last : null;
  const keys = await once<KeyRow>(
    keysSql(scope),
    { ...everyone.params, mentioned: wanted },
    everyone,
  );
  const params: Params = {
    ...scope.params,
    ...countedParams(parameters),
    dataFrom: dataFrom ?? 0,
    dataUntil: dataUntil ?? 0,
  };

  // Limits are those of everybody's touches; where journeys begin is told once they are known.
  const [everything] = await once<CountedRow>(
    countedSql({ ...scope, isStart: '' }, wantedLimits(parameters, needsGap)),
    params,
  );
  const { abandonmentGap, inactivityLimit, assumptions, warnings } = resolveLimits(
    parameters,
    needsGap,
    everything,
  );
  Object.assign(params, { abandonmentGap, inactivityLimit });
  const own = needsGap
    ? await ownGaps(
        parameters.abandonmentGaps,
        scope,
        { gap: abandonmentGap, limit: inactivityLimit },
        (sql) => once(sql, params),
      )
    : [];
  Object.assign(params, { gapOf: [abandonmentGap, ...own.map(({ ms }) => ms)] });
  assumptions.push(...own.map((gap) => ({ name: 'abandonmentGap' as const, ...gap })));
  const [counted] =
    scope.isStart === ''
      ? [everything]
      : await once<CountedRow>(countedSql(scope, { gap: false, limit: false }), params);
  const people = counted?.people ?? 0;
  const population: Population = {
    people,
    journeys: counted?.journeys ?? 0,
    touches: counted?.touches ?? 0,
    open: counted?.open ?? 0,
    excluded: [],
  };
  if (bounds && bounds.bots > 0) {
    population.excluded.push({ why: say('touches of bots')[language], count: bounds.bots });
  }
  if (bounds && bounds.backstage > 0) {
    population.excluded.push({
      why: say('backstage touches, which people do not see')[language],
      count: bounds.backstage,
    });
  }
  const before = (everything?.touches ?? 0) - (counted?.touches ?? 0);
  if (before > 0) {
    population.excluded.push({
      why: say('touches before the start of a journey')[language],
      count: before,
    });
  }
  if (subject === 'account') {
    const unowned = bounds?.unowned ?? 0;
    if (unowned > 0) {
      population.excluded.push({
        why: say('touches without an account')[language],
        count: unowned,
      });
    }
  }
  const [ambiguous] =
    subject === 'person'
      ? await once<{ n: number }>(ambiguousSql(scope), everyone.params, everyone)
      : [];
  if (ambiguous && ambiguous.n > 0) {
    population.excluded.push({
      why: say('devices seen with several users: kept as people of their own')[language],
      count: ambiguous.n,
    });
  }
  const [everybody] =
    segment.length > 0
      ? await once<{ n: number }>(everybodySql(scope), everyone.params, everyone)
      : [];
  if (everybody && everybody.n > people) {
    population.excluded.push({
      why: say('outside the segment')[language],
      count: everybody.n - people,
    });
  }

  const [identity] = await once<{ version: number }>(
    'SELECT max(version) AS version FROM id_map WHERE site_id = {site:String}',
    { site: parameters.site },
  );
  if (people > 0 && (dataUntil ?? 0) - (dataFrom ?? 0) < inactivityLimit) {
    warnings.push(
      say(
        'The data span {span} days, less than the inactivity limit of {limit}: no journey can be abandoned yet, so the closed ones are all conversions.',
        { span: days((dataUntil ?? 0) - (dataFrom ?? 0)), limit: days(inactivityLimit) },
      ),
    );
  }
  warnAboutData(parameters, any, population, counted?.converted ?? 0, warnings);
  const known = keys.map((row) => row.key);
  for (const key of wanted) {
    if (known.includes(key)) continue;
    if (
      !parameters.includeBackstage &&
      scope.backstage?.touchpoints.some((one) => one.key === key)
    ) {
      warnings.push(
        say(
          '{key} is backstage: people do not see it, so it is no step of a journey. With includeBackstage=true it is.',
          { key: JSON.stringify(key) },
        ),
      );
      continue;
    }
    const close = nearest(key, known);
    const named = JSON.stringify(key);
    warnings.push(
      close.length > 0
        ? say('No touch of {key} in this range; nearest: {close}.', {
            key: named,
            close: close.join(', '),
          })
        : say('No touch of {key} in this range.', { key: named }),
    );
  }
  return {
    scope,
    params,
    names: new Map(keys.map((row) => [row.id, row.key])),
    touchpoints: bounds?.touchpoints ?? 0,
    population,
    dataFrom,
    dataUntil,
    abandonmentGapMs: abandonmentGap,
    ownGaps: own,
    inactivityLimitMs: inactivityLimit,
    needsGap,
    identityVersion: identity?.version ?? 0,
    assumptions,
    warnings,
    language,
    query: (sql, more = {}) => run(sql, { ...params, ...more }),
  };
}

function warnAboutData(
  { goal, segment }: CommonParameters,
  any: boolean,
  population: Population,
  converted: number,
  warnings: Said[],
): void {
  if (!any) {
    warnings.push(say('There are no touches in this range.'));
    return;
  }
  if (population.people === 0) {
    warnings.push(
      segment.length > 0
        ? say('Nobody in this range fits the segment.')
        : say('No touch in this range belongs to an account.'),
    );
    return;
  }
  if (converted === 0) {
    warnings.push(
      goal.length === 0
        ? say(
            'No conversion in this range: no event of type conversion. Set a goal, such as a touchpoint.',
          )
        : say('No touch in this range reaches the goal.'),
    );
  }
  if (population.journeys < 30) {
    warnings.push(say('Few data: {n} journeys. Intervals are wide.', { n: population.journeys }));
  }
}
