import type { Reader } from '../types.ts';

/** How often something was refused or taken away, and why. */
export interface PrivacyCount {
  /** UTC, `2026-11-22`. */
  day: string;
  kind: 'refused' | 'stripped';
  /** A rejection code, or the purpose or rule that was missing. */
  reason: string;
  /** What was taken away; empty when the whole event was refused. */
  field: string;
  source: string;
  count: number;
}

/**
 * Counts of refused events and of fields taken away, by day and reason. Numbers only: nothing of the
 * events is kept with them.
 *
 * @param from first day, UTC `YYYY-MM-DD`
 * @param to last day
 * @example
 * await privacyCounts(store.reader, { site: 'shop', from: '2026-11-01', to: '2026-11-30' });
 */
export const privacyCounts = (
  reader: Reader,
  params: { site: string; from: string; to: string },
): Promise<PrivacyCount[]> =>
  reader.query<PrivacyCount>({
    sql: `SELECT toString(day) AS day, kind, reason, field, source, sum(count) AS count
          FROM privacy_counts
          WHERE site_id = {site:String} AND privacy_counts.day BETWEEN {from:Date} AND {to:Date}
          GROUP BY day, kind, reason, field, source
          ORDER BY day, kind, count DESC, reason, field, source`,
    params,
  });
