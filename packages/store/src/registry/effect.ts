import { words } from '@touchtrail/contract';
import type { Registry, RegistryEffect, RuleEffect, RuleSample, Said } from '@touchtrail/contract';
import type { Reader, TouchMapping } from '../types.ts';
import { ruleName } from './check.ts';
import { compileRegistry } from './compile.ts';
import type { FoundProblem } from './registry-error.ts';

const say = words({
  'All {n} events of the span would be one touchpoint; now they are {before} different ones. Narrow the rules, or say that it is meant.':
    'Alle {n} Ereignisse des Zeitraums wären ein Kontaktpunkt; jetzt sind es {before} verschiedene. Fassen Sie die Regeln enger oder sagen Sie, dass es so gemeint ist.',
  '{rule} fits no event of the span.': '{rule} passt auf kein Ereignis des Zeitraums.',
  '{rule} maps nothing: the {n} events that it fits are taken by earlier rules: most go to {earlier}. Put it before them.':
    '{rule} ordnet nichts zu: die {n} Ereignisse, auf die sie passt, nehmen frühere Regeln: die meisten gehen an {earlier}. Stellen Sie sie davor.',
  '{rule} maps nothing: the {n} events that it fits are taken by earlier rules. Put it before them.':
    '{rule} ordnet nichts zu: die {n} Ereignisse, auf die sie passt, nehmen frühere Regeln. Stellen Sie sie davor.',
});

/** What a registry would do to the touches of a span; times are epoch ms, `to` is exclusive. */
type LiveEffect = Omit<RegistryEffect, 'from' | 'to' | 'against' | 'changes' | 'problems'> & {
  problems: FoundProblem[];
};

interface Span {
  site: string;
  from: number;
  to: number;
}

/** Touches that reports count: not of programs. */
export const touchesSql = `site_id = {site:String} AND type IN ('touch', 'conversion', 'feedback') AND bot = ''
  AND ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

interface RuleRow {
  /** Place of the first rule that fits, from 1; 0: none. */
  rule: number;
  events: number;
  fitted: number[];
  samples: [number, string, string, string, string][];
}

const sample = ([at, name, channel, url, touchpoint]: RuleRow['samples'][number]): RuleSample => ({
  at,
  name,
  channel,
  url,
  touchpoint,
});

/** A share of all events that no site has at one touchpoint by itself. */
const movesShown = 50;

const counted = (n: number): Said => ({
  en: n.toLocaleString('en-US'),
  de: n.toLocaleString('de-DE'),
});

/**
 * What a registry would do to what was seen, against the mapping that is in force.
 *
 * @throws StoreError `query_too_heavy`, `cancelled` and what else the reader refuses
 */
export async function liveEffect(
  reader: Pick<Reader, 'query'>,
  span: Span,
  registry: Registry,
  active: TouchMapping,
  { samples, signal }: { samples: number; signal?: AbortSignal | undefined },
): Promise<LiveEffect> {
  const next = compileRegistry(registry, 'new');
  const params = {
    ...active.params,
    ...next.params,
    ...span,
    registered: registry.touchpoints.map(({ key }) => key),
    shown: movesShown,
  };
  const run = <Row>(sql: string): Promise<Row[]> =>
    reader.query<Row>({ sql, params, ...(signal && { signal }) });

  const fits = next.fits.length === 0 ? `CAST([], 'Array(UInt8)')` : `[${next.fits.join(', ')}]`;
  const rows = await run<RuleRow>(`
    SELECT rule, count() AS events, sumForEach(fits) AS fitted,
      groupArraySample(${samples}, 1)((at, name, shownChannel, page_url, current)) AS samples
    FROM (
      SELECT toUnixTimestamp64Milli(ts) AS at, toString(name) AS name, toString(channel) AS shownChannel, page_url,
        toString(${active.touchKey}) AS current,
        CAST(${fits}, 'Array(UInt64)') AS fits, arrayFirstIndex(x -> x = 1, fits) AS rule
      FROM events WHERE ${touchesSql}
    )
    GROUP BY rule ORDER BY rule`);
  const [totals] = await run<{
    events: number;
    mapped: number;
    moved: number;
    keys: number;
    before: number;
  }>(`
    SELECT count() AS events, countIf(proposed IN {registered:Array(String)}) AS mapped,
      countIf(current != proposed) AS moved, uniqExact(proposed) AS keys, uniqExact(sent) AS before
    FROM (
      SELECT toString(${active.touchKey}) AS current, toString(${next.touchKey}) AS proposed, touch_key AS sent
      FROM events WHERE ${touchesSql}
    )`);
  const moved =
    (totals?.moved ?? 0) === 0
      ? []
      : await run<{ from: string; to: string; events: number }>(`
    SELECT current AS from, proposed AS to, count() AS events
    FROM (
      SELECT toString(${active.touchKey}) AS current, toString(${next.touchKey}) AS proposed
      FROM events WHERE ${touchesSql}
    )
    WHERE current != proposed
    GROUP BY from, to ORDER BY events DESC, from, to LIMIT {shown:UInt32}`);

  const rules = ruleEffects(registry, rows);
  const events = totals?.events ?? 0;
  const problems = rules.flatMap((rule) => ruleProblem(registry, rule, rows, events));
  if (totals && totals.keys === 1 && totals.before > 1) {
    problems.unshift({
      level: 'refused',
      code: 'maps_everything',
      path: ['rules'],
      message: say(
        'All {n} events of the span would be one touchpoint; now they are {before} different ones. Narrow the rules, or say that it is meant.',
        { n: counted(events), before: counted(totals.before) },
      ),
    });
  }
  return {
    events,
    mapped: totals?.mapped ?? 0,
    unmapped: events - (totals?.mapped ?? 0),
    rules,
    moved,
    movedEvents: totals?.moved ?? 0,
    problems,
  };
}

function ruleEffects({ rules }: Registry, rows: readonly RuleRow[]): RuleEffect[] {
  const byRule = new Map(rows.map((row) => [row.rule, row]));
  return rules.map(({ touchpoint }, at): RuleEffect => {
    const own = byRule.get(at + 1);
    const fitted = rows.reduce((sum, row) => sum + (row.fitted[at] ?? 0), 0);
    const events = own?.events ?? 0;
    return {
      rule: at + 1,
      touchpoint,
      events,
      takenBefore: fitted - events,
      samples: (own?.samples ?? []).map(sample).toSorted((a, b) => b.at - a.at),
    };
  });
}

/** A rule that nothing reached, and why. */
function ruleProblem(
  { rules }: Registry,
  { rule: place, events, takenBefore }: RuleEffect,
  rows: readonly RuleRow[],
  seen: number,
): FoundProblem[] {
  const given = rules[place - 1];
  if (events > 0 || seen === 0 || given === undefined) return [];
  const name = ruleName(given, place - 1);
  const path = ['rules', place - 1];
  if (takenBefore === 0) {
    return [
      {
        level: 'warning',
        code: 'idle_rule',
        path,
        message: say('{rule} fits no event of the span.', { rule: name }),
      },
    ];
  }
  const [taker] = rows
    .filter((row) => (row.fitted[place - 1] ?? 0) > 0)
    .toSorted((a, b) => (b.fitted[place - 1] ?? 0) - (a.fitted[place - 1] ?? 0));
  const earlier = rules[(taker?.rule ?? 0) - 1];
  const taken = { rule: name, n: counted(takenBefore) };
  return [
    {
      level: 'warning',
      code: 'shadowed_rule',
      path,
      message: earlier
        ? say(
            '{rule} maps nothing: the {n} events that it fits are taken by earlier rules: most go to {earlier}. Put it before them.',
            { ...taken, earlier: ruleName(earlier, (taker?.rule ?? 1) - 1) },
          )
        : say(
            '{rule} maps nothing: the {n} events that it fits are taken by earlier rules. Put it before them.',
            taken,
          ),
    },
  ];
}
