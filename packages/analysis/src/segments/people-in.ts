import type { SegmentRule } from '@touchtrail/contract';
import type { TouchMapping } from '@touchtrail/store';
import { linkJoinOf, personOfRow } from '../base/scope.ts';
import { compileRule } from './compile.ts';

/** A query with the values of its places. */
export interface SegmentQuery {
  sql: string;
  params: Record<string, unknown>;
}

const shownSql = `SELECT if(startsWith(subject, char(0)), 'anonymous', 'user') AS kind,
  if(kind = 'anonymous', substring(subject, 2), subject) AS id`;

/**
 * People who are in a segment, as `kind` and `id`, each once.
 *
 * @param among SQL of ids, with its values: only rows and links of these are read
 * @param also SQL of a further condition on rows
 */
export function peopleIn(
  site: string,
  rule: SegmentRule,
  { touchKey, phase, backstage, params: mapped }: TouchMapping,
  at: number,
  among?: SegmentQuery,
  also = 'true',
): SegmentQuery {
  const params: Record<string, unknown> = { site, ...mapped, ...among?.params, segmentAt: at };
  const condition = compileRule(rule, {
    touchKey,
    phase,
    backstage,
    at,
    prefix: 'segment',
    params,
  });
  return {
    sql: `${shownSql} FROM (
      SELECT ${personOfRow} AS subject
      FROM events ${linkJoinOf(among && `id IN (${among.sql})`)}
      WHERE site_id = {site:String} AND bot = '' AND (user_id != '' OR anonymous_id != '')
        AND ts <= fromUnixTimestamp64Milli({segmentAt:Int64}, 'UTC') AND ${also} ${among ? `AND subject_id IN (${among.sql})` : ''}
      GROUP BY subject
      HAVING ${condition}
    )`,
    params,
  };
}
