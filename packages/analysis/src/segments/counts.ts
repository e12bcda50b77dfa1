import type { Segment, SegmentRule } from '@touchtrail/contract';
import type { Reader } from '@touchtrail/store';
import { readMapping } from '../base/scope.ts';
import type { Ask } from '../profile/facts.ts';
import { theirs } from '../profile/person-scope.ts';
import { compileRule } from './compile.ts';
import { peopleIn } from './people-in.ts';
import type { SegmentQuery } from './people-in.ts';

/** What segments are read with. */
export interface SegmentContext {
  reader: Reader;
  clock: () => number;
  signal?: AbortSignal;
}

/** The members of a segment as of now, as a query for a stream; ids are settled first. */
export async function segmentMembers(
  { reader, clock }: SegmentContext,
  site: string,
  rule: SegmentRule,
): Promise<SegmentQuery> {
  await reader.settled?.(site);
  const { sql, params } = peopleIn(site, rule, await readMapping(reader, site), clock());
  return { sql: `SELECT concat(kind, ':', id) AS person FROM (${sql}) ORDER BY person`, params };
}

/** How many people a rule is true of, and of how many. */
export async function countSegment(
  context: SegmentContext,
  site: string,
  rule: SegmentRule,
): Promise<{ people: number; of: number; at: number }> {
  const { reader, clock, signal } = context;
  const at = clock();
  await reader.settled?.(site);
  const mapping = await readMapping(reader, site);
  const inside = peopleIn(site, rule, mapping, at);
  // Everybody is who has been seen at all.
  const everybody = peopleIn(site, { any: [{ touched: {}, atMost: 1e6 }] }, mapping, at);
  const count = async (query: SegmentQuery): Promise<number> => {
    const [row] = await reader.query<{ n: number }>({
      sql: `SELECT count() AS n FROM (${query.sql})`,
      params: query.params,
      ...(signal && { signal }),
    });
    return row?.n ?? 0;
  };
  const [people, of] = await Promise.all([count(inside), count(everybody)]);
  return { people, of, at };
}

/**
 * Which of some segments a person is in. One question for all, which reads the rows of the person.
 *
 * @param ask with `ids` and `users` of the person bound
 */
export async function segmentsOf(
  ask: Ask,
  { reader, clock }: Pick<SegmentContext, 'reader' | 'clock'>,
  site: string,
  segments: readonly Pick<Segment, 'key' | 'rule'>[],
): Promise<string[]> {
  if (segments.length === 0) return [];
  const { touchKey, phase, backstage, params: mapped } = await readMapping(reader, site);
  const params: Record<string, unknown> = { ...mapped };
  const at = clock();
  const conditions = segments.map(
    ({ rule }, index) =>
      `toUInt8(${compileRule(rule, { touchKey, phase, backstage, at, prefix: `in${index}`, params })})`,
  );
  const [row] = await ask<{ inside: number[] }>(
    `SELECT [${conditions.join(', ')}] AS inside FROM events
     WHERE site_id = {site:String} AND ${theirs} AND bot = ''`,
    params,
  );
  return segments.flatMap(({ key }, index) => (row?.inside[index] === 1 ? [key] : []));
}
