import type { Connection } from '@touchtrail/store';

const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\0', '\\0');

/** A value as ClickHouse takes it in an address. */
const written = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map((one: unknown) => (typeof one === 'number' ? String(one) : `'${escaped(String(one)).replaceAll("'", "\\'")}'`)).join(',')}]`
    : escaped(String(value));

/** Sends a statement past the reader, and answers how many bytes it took at most. */
export async function measured(
  { url, username, password, database }: Connection,
  sql: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const address = new URL(url);
  address.search = new URLSearchParams({
    database,
    wait_end_of_query: '1',
    default_format: 'JSONEachRow',
    ...Object.fromEntries(
      Object.entries(params).map(([name, value]) => [`param_${name}`, written(value)]),
    ),
  }).toString();
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password, connection: 'close' },
    body: sql,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  const summary = answer.headers.get('x-clickhouse-summary') ?? '{}';
  return Number((JSON.parse(summary) as { memory_usage?: string }).memory_usage ?? 0);
}
