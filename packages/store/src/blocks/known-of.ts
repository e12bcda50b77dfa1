import { toStoreError } from '../client.ts';
import type { Connection } from '../types.ts';
import { StoreError } from '../errors.ts';

/** Ids of events, sixteen bytes each, as ClickHouse holds them. */
export type IdBytes = Buffer;

/**
 * Which of many ids are stored: the ids travel in the body, a parameter would hold 2,000. Asks the
 * events themselves, for the list of recent ids forgets after a month.
 *
 * @param span only events of this time are looked through, epoch ms.
 */
export async function knownOf(
  connection: Connection,
  siteId: string,
  ids: IdBytes,
  span?: { from: number; to: number },
): Promise<Set<string>> {
  const { url, username, password, database } = connection;
  const address = new URL(url);
  const between = span
    ? 'AND ts BETWEEN fromUnixTimestamp64Milli({from:Int64}) AND fromUnixTimestamp64Milli({to:Int64})'
    : '';
  const settings = {
    database,
    query: `SELECT DISTINCT toString(event_id) FROM events
            WHERE site_id = {site:String} ${between} AND event_id IN (SELECT id FROM wanted) FORMAT TSV`,
    param_site: siteId,
    ...(span && { param_from: String(span.from), param_to: String(span.to) }),
    wanted_structure: 'id UUID',
    wanted_format: 'RowBinary',
  };
  for (const [name, value] of Object.entries(settings)) address.searchParams.set(name, value);
  const body = new FormData();
  body.set('wanted', new Blob([new Uint8Array(ids)]), 'wanted');
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password },
      body,
      signal: AbortSignal.timeout(120_000),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new StoreError(
        'query_failed',
        `ClickHouse refused the question which events are there: ${text.split('\n')[0] ?? ''}`,
        'Run the command again; if it stays, look into the log of ClickHouse.',
      );
    }
    return new Set(text.split('\n').filter((line) => line !== ''));
  } catch (error) {
    throw toStoreError(error, url);
  }
}
