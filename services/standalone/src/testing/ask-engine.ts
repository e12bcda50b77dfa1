import type { Ready } from './processes.ts';

/** Asks the ClickHouse that the ready line names. */
export async function askEngine<Row>(
  { clickhouseUrl }: Pick<Ready, 'clickhouseUrl'>,
  sql: string,
): Promise<Row[]> {
  const url = new URL(clickhouseUrl);
  const response = await fetch(`${url.origin}/?database=${url.pathname.slice(1)}`, {
    method: 'POST',
    headers: {
      'x-clickhouse-user': url.username,
      'x-clickhouse-key': url.password,
      connection: 'close',
    },
    body: `${sql} FORMAT JSONEachRow`,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

/** Ids of `wanted` that are not stored, and ids that are stored more than once. */
export async function ledger(
  ready: Pick<Ready, 'clickhouseUrl'>,
  wanted: ReadonlySet<string>,
): Promise<{ missing: string[]; twice: string[] }> {
  const rows = await askEngine<{ id: string; copies: number }>(
    ready,
    'SELECT toString(event_id) AS id, toUInt32(count()) AS copies FROM events GROUP BY id',
  );
  const stored = new Set(rows.map(({ id }) => id));
  return {
    missing: [...wanted].filter((id) => !stored.has(id)),
    twice: rows.filter(({ copies }) => copies !== 1).map(({ id }) => id),
  };
}
