import type { JourneyOutcome, ProfileJourney } from '@touchtrail/contract';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import type { Ask } from './facts.ts';

const outcomes: readonly JourneyOutcome[] = ['converted', 'abandoned', 'open'];

/** Journeys that a profile shows at most, the newest. */
const mostJourneys = 200;

interface Row extends Omit<ProfileJourney, 'outcome'> {
  outcome: number;
}

/** Journeys of the subjects a scope is about, by the definition that reports use. */
export async function readJourneys(
  ask: Ask,
  scope: Scope,
  only: string,
): Promise<ProfileJourney[]> {
  const rows = await ask<Row>(`
    SELECT toFloat64(t[b]) AS from, toFloat64(t[e]) AS to, toUInt32(e - b + 1) AS touches, outcome[b] AS outcome,
      p[b] AS firstTouchpoint, p[e] AS lastTouchpoint, c[b] AS firstChannel,
      arraySum(arrayMap((goal, money) -> if(goal, toFloat64(money), 0),
        arraySlice(g, b, e - b + 1), arraySlice(v, b, e - b + 1))) AS value, u[e] AS currency
    FROM (
      SELECT *, arrayDistinct(start) AS begins,
        arrayPushBack(arrayMap(x -> toInt64(x) - 1, arrayPopFront(begins)), toInt64(length(t))) AS lasts
      FROM ${journeyArrays(scope, ['p', 'c', 'v', 'u'], only)}
    )
    ARRAY JOIN begins AS b, lasts AS e
    ORDER BY from DESC LIMIT ${mostJourneys}`);
  return rows.map((row) => ({ ...row, outcome: outcomes[row.outcome - 1] ?? 'open' }));
}
