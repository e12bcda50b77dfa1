import type { Rule, SilentTouchpoint, UnmappedGroup } from '@touchtrail/contract';
import type { Reader, TouchMapping } from '../types.ts';
import { touchesSql } from './effect.ts';

interface UnmappedRow {
  pattern: string;
  keys: number;
  samples: string[];
  events: number;
  channel: string;
  lastSeenAt: number;
  pages: number;
  nearest: string;
  distance: number;
}

/** Parts of a path that name one of many: numbers, UUIDs, long hexadecimal, long with digits in them. */
const idPart =
  '^([0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9a-fA-F]{12,}|[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]{15,})$';

const patternSql = `if(startsWith(key, '/'),
  arrayStringConcat(arrayMap(part -> if(match(part, {idPart:String}), '*', part), splitByChar('/', key)), '/'), key)`;

/** A key for a new touchpoint: the words of a path with dots between, `home` for the root. */
function proposedKey(pattern: string): string {
  if (!pattern.startsWith('/')) return pattern;
  const words = pattern
    .toLowerCase()
    .split(/[^\p{L}\p{N}_-]+/u)
    .filter((word) => word !== '');
  return words.length === 0 ? 'home' : words.join('.').slice(0, 200);
}

/** A rule that maps a group: by its path for pages, by its name for other events. */
function proposedRule({ pattern, pages }: UnmappedRow, touchpoint: string, named: boolean): Rule {
  if (named) return { touchpoint, when: { touchpoint: { is: pattern } } };
  if (pages === 0) return { touchpoint, when: { event: { is: pattern } } };
  const path = pattern.includes('*') ? pattern : { is: pattern };
  return { touchpoint, when: { event: 'page.viewed', path } };
}

/** Letters of keys that are compared: the work grows with their square. */
const compared = 60;
/** Farther than this share of its letters a key is no suggestion. */
const mostDistance = 0.5;

/**
 * What was seen in a span at no registered touchpoint, by pattern, the most frequent first.
 *
 * @param touchpoints keys that are registered
 */
export async function unmappedGroups(
  reader: Pick<Reader, 'query'>,
  span: { site: string; from: number; to: number },
  mapping: TouchMapping,
  touchpoints: readonly string[],
  { limit, signal }: { limit: number; signal?: AbortSignal | undefined },
): Promise<UnmappedGroup[]> {
  const rows = await reader.query<UnmappedRow & { named: number }>({
    sql: `
      SELECT *, arrayReduce('argMin', registered, distances) AS nearest, arrayMin(distances) AS distance
      FROM (
        SELECT *, {registered:Array(String)} AS registered,
          arrayMap(known -> editDistanceUTF8(substringUTF8(known, 1, ${compared}), substringUTF8(pattern, 1, ${compared}))
            / greatest(lengthUTF8(known), lengthUTF8(pattern)), registered) AS distances
        FROM (
          SELECT ${patternSql} AS pattern, uniqExact(key) AS keys,
            arrayMap(x -> x.2, groupArraySorted(5)((-toInt64(n), key))) AS samples,
            sum(n) AS events, argMax(place, n) AS channel, max(seen) AS lastSeenAt, sum(views) AS pages, sum(explicit) AS named
          FROM (
            SELECT toString(${mapping.touchKey}) AS key, count() AS n, toString(anyHeavy(channel)) AS place,
              toUnixTimestamp64Milli(max(ts)) AS seen, countIf(name = 'page.viewed') AS views, countIf(touchpoint != '') AS explicit
            FROM events WHERE ${touchesSql}
            GROUP BY key HAVING key NOT IN {registered:Array(String)}
          )
          GROUP BY pattern ORDER BY events DESC, pattern LIMIT {limit:UInt32}
        )
      )
      ORDER BY events DESC, pattern`,
    params: { ...mapping.params, ...span, registered: touchpoints, idPart, limit },
    ...(signal && { signal }),
  });
  return rows.map((row) => {
    const { pattern, keys, samples, events, channel, lastSeenAt } = row;
    const near = touchpoints.length > 0 && row.distance <= mostDistance ? row.nearest : null;
    const key = proposedKey(pattern);
    return {
      pattern,
      keys,
      samples,
      events,
      channel,
      lastSeenAt,
      suggestion: { nearest: near, key, rule: proposedRule(row, near ?? key, row.named > 0) },
    };
  });
}

/** When each registered touchpoint was last seen, and how often in a span. */
export async function touchpointUse(
  reader: Pick<Reader, 'query'>,
  { site, from, to }: { site: string; from: number; to: number },
  mapping: TouchMapping,
  touchpoints: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, SilentTouchpoint>> {
  const rows = await reader.query<{ key: string; lastSeenAt: number; events: number }>({
    sql: `
      SELECT toString(${mapping.touchKey}) AS key, toUnixTimestamp64Milli(max(ts)) AS lastSeenAt,
        countIf(ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')) AS events
      FROM events
      WHERE site_id = {site:String} AND type IN ('touch', 'conversion', 'feedback') AND bot = ''
      GROUP BY key HAVING key IN {registered:Array(String)}`,
    params: { ...mapping.params, site, from, to, registered: touchpoints },
    ...(signal && { signal }),
  });
  const seen = new Map(rows.map((row) => [row.key, row]));
  return new Map(
    touchpoints.map((key) => {
      const row = seen.get(key);
      return [key, { key, lastSeenAt: row?.lastSeenAt ?? null, events: row?.events ?? 0 }];
    }),
  );
}
