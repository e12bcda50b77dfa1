import { outcomes } from '@touchtrail/contract';
import type {
  EvidenceJourney,
  EvidenceJourneys,
  MakeOrBreakParameters,
} from '@touchtrail/contract';
import type { Prepared } from '../base/prepare.ts';
import { shownSubject } from '../base/scope.ts';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import { say } from './words.ts';

interface JourneyRow {
  who: string;
  hash: string;
  began: number;
  metAt: number;
  ended: number;
  touches: number;
  outcome: number;
}

const journeysSql = (scope: Scope): string => `
  SELECT
    ${shownSubject} AS who, toString(cityHash64(subject) AS place) AS hash, jt[1] AS began,
    if(at > 0, jt[at], 0) AS metAt, jt[-1] AS ended, length(jt) AS touches, jo[-1] AS outcome
  FROM (
    SELECT subject, jt, jo, indexOf(jk, {touchpointId:UInt64}) AS at
    FROM ${journeyArrays(scope, ['k'])}
    ARRAY JOIN
      arraySplit((x, y) -> y, t, cut) AS jt, arraySplit((x, y) -> y, k, cut) AS jk,
      arraySplit((x, y) -> y, outcome, cut) AS jo
    WHERE (at > 0) = {met:Bool} AND jo[-1] IN {outcomes:Array(UInt8)}
      AND (cityHash64(subject), jt[1]) > ({afterHash:UInt64}, {afterBegan:Int64})
  )
  ORDER BY place, began LIMIT {rows:UInt32}`;

/**
 * Journeys behind a verdict: those that met a touchpoint, or those that did not, page by page in an order
 * that means nothing. Null when none were asked for.
 */
export async function evidenceJourneys(
  parameters: MakeOrBreakParameters,
  { query, scope, names, warnings }: Prepared,
): Promise<EvidenceJourneys | null> {
  const { evidence, evidenceMet, evidenceOutcome, evidenceLimit, evidenceAfter } = parameters;
  if (evidence === undefined) return null;
  const id = [...names].find(([, name]) => name === evidence)?.[0];
  if (id === undefined) {
    warnings.push(
      say('Nobody met {touchpoint} in this range: no journeys are listed.', {
        touchpoint: JSON.stringify(evidence),
      }),
    );
    return { touchpoint: evidence, journeys: [], next: null };
  }
  const [afterHash = '0', afterBegan = '0'] = evidenceAfter?.split('.') ?? [];
  const rows = await query<JourneyRow>(journeysSql(scope), {
    touchpointId: id,
    met: evidenceMet ? 1 : 0,
    outcomes: evidenceOutcome === undefined ? [1, 2, 3] : [outcomes.indexOf(evidenceOutcome) + 1],
    afterHash,
    afterBegan,
    rows: evidenceLimit + 1,
  });
  const page = rows.slice(0, evidenceLimit);
  const last = page.at(-1);
  return {
    touchpoint: evidence,
    journeys: page.map((row): EvidenceJourney => ({
      subject: row.who,
      began: row.began,
      metAt: evidenceMet ? row.metAt : null,
      ended: row.ended,
      touches: row.touches,
      outcome: outcomes[row.outcome - 1] ?? 'open',
    })),
    next: rows.length > evidenceLimit && last ? `${last.hash}.${last.began}` : null,
  };
}
