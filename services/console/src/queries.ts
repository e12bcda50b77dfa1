import type { LiveLine, LiveMatch, TouchpointSummary } from '@touchtrail/contract';
import type { Reader, TouchMapping } from '@touchtrail/store';
import { deliveryOf } from './live-delivery.ts';

/** What a site's touches amount to; times are epoch ms, null without touches. */
export interface SiteTotals {
  site_id: string;
  touches: number;
  firstTouchAt: number;
  lastTouchAt: number;
}

/** Touches per site. A row stored twice and not merged yet counts twice here: this is an overview. */
export const siteTotals = (reader: Reader, signal?: AbortSignal): Promise<SiteTotals[]> =>
  reader.query<SiteTotals>({
    sql: `
      SELECT site_id,
        toUInt32(count()) AS touches,
        toFloat64(toUnixTimestamp64Milli(min(ts))) AS firstTouchAt,
        toFloat64(toUnixTimestamp64Milli(max(ts))) AS lastTouchAt
      FROM events
      WHERE type IN ('touch', 'conversion', 'feedback')
      GROUP BY site_id`,
    ...(signal && { signal }),
  });

/** What the site has seen, most touched first. People are counted, and touches named, as in reports. */
export const touchpointSummaries = (
  reader: Reader,
  site: string,
  mapping: TouchMapping | undefined,
  signal?: AbortSignal,
): Promise<TouchpointSummary[]> =>
  reader.query<TouchpointSummary>({
    sql: `
      SELECT ${mapping?.touchKey ?? 'touch_key'} AS key,
        topK(1)(channel)[1] AS channel,
        toUInt32(count()) AS touches,
        toUInt32(uniqExact(if(link.person != '', link.person, concat(if(user_id = '', 'anonymous:', 'user:'), subject_id)))) AS people,
        toUInt32(countIf(type = 'conversion')) AS conversions,
        toFloat64(toUnixTimestamp64Milli(max(ts))) AS lastSeenAt
      FROM events
      LEFT ANY JOIN (
        SELECT kind = 'anonymous' AS anonymous, id, person FROM id_map FINAL
        WHERE site_id = {site:String} AND state = 'joined'
      ) AS link ON events.subject_id = link.id AND (events.user_id = '') = link.anonymous
      WHERE site_id = {site:String} AND type IN ('touch', 'conversion', 'feedback') AND bot = ''
      GROUP BY key
      ORDER BY touches DESC, key
      LIMIT 1000`,
    params: { site, ...mapping?.params },
    ...(signal && { signal }),
  });

const liveColumns = (mapping: TouchMapping | undefined) => `
  toString(event_id) AS id,
  toFloat64(toUnixTimestamp64Milli(ts)) AS at,
  toFloat64(toUnixTimestamp64Milli(received_at)) AS receivedAt,
  type, name, ${mapping?.touchKey ?? 'touch_key'} AS touchpoint, channel, subject_id AS subject, bot,
  anonymous_id AS device, arrayMap(x -> toString(x), consent_purposes) AS consent, source,
  clamped != '' AS isClamped, toFloat64(toUnixTimestamp64Milli(sent_at)) AS sentAt,
  toFloat64(toUnixTimestamp64Milli(inserted_at)) AS storedAt, ${mapping?.rule ?? '0'} AS rule`;

interface LiveRow extends Omit<LiveLine, 'matched' | 'delivery'> {
  isClamped: number | boolean;
  sentAt: number | null;
  storedAt: number;
  rule: number;
}

/** Rows, the last first, as lines in order of receipt. */
const linesOf = (rows: readonly LiveRow[], mapping: TouchMapping | undefined): LiveLine[] =>
  rows.toReversed().map(({ isClamped, sentAt, storedAt, rule, ...line }) => {
    const { at, receivedAt, touchpoint } = line;
    const isKnown = mapping?.registered?.has(touchpoint) === true;
    const matched: LiveMatch = rule > 0 ? 'rule' : isKnown ? 'key' : 'none';
    const way = { at, receivedAt, sentAt, storedAt, isClamped: Boolean(isClamped) };
    return { ...line, matched, delivery: deliveryOf(way) };
  });

/** The touches received last, oldest of them first, named as in reports. */
export const recentTouches = async (
  reader: Reader,
  site: string,
  limit: number,
  mapping?: TouchMapping,
): Promise<LiveLine[]> => {
  const rows = await reader.query<LiveRow>({
    sql: `
      SELECT ${liveColumns(mapping)}
      FROM events
      WHERE site_id = {site:String} AND type IN ('touch', 'conversion', 'feedback')
      ORDER BY received_at DESC, ts DESC, seq DESC, event_id DESC
      LIMIT {limit:UInt32}`,
    params: { site, limit, ...mapping?.params },
  });
  return linesOf(rows, mapping);
};

/** Touches received at or after a moment, newest of them when there are more than `limit`. */
export const touchesSince = async (
  reader: Reader,
  site: string,
  receivedAt: number,
  limit: number,
  mapping?: TouchMapping,
): Promise<LiveLine[]> => {
  const rows = await reader.query<LiveRow>({
    sql: `
      SELECT ${liveColumns(mapping)}
      FROM events
      WHERE site_id = {site:String} AND type IN ('touch', 'conversion', 'feedback')
        AND received_at >= fromUnixTimestamp64Milli({since:Int64})
      ORDER BY received_at DESC, ts DESC, seq DESC, event_id DESC
      LIMIT {limit:UInt32}`,
    params: { site, since: receivedAt, limit, ...mapping?.params },
  });
  return linesOf(rows, mapping);
};
