import type { Query, Reader } from './types.ts';

/** ClickHouse takes a parameter of at most 128 KiB (`http_max_field_value_size`). */
const idsPerQuery = 2_000;

/** Which of these ids of a site are in `event_ids`, which keeps 31 days. */
export async function knownEventIds(
  reader: Reader,
  siteId: string,
  ids: readonly string[],
  limits: Pick<Query, 'timeoutMs' | 'signal'> = {},
): Promise<Set<string>> {
  const known = new Set<string>();
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const rows = await reader.query<{ id: string }>({
      sql: `SELECT DISTINCT toString(event_id) AS id FROM event_ids
            WHERE site_id = {site:String} AND event_id IN {ids:Array(UUID)}`,
      params: { site: siteId, ids: ids.slice(start, start + idsPerQuery) },
      ...limits,
    });
    for (const row of rows) known.add(row.id);
  }
  return known;
}
