import type { ServiceReady } from './service.ts';

/** Sends SQL to the engine of a service. */
export async function ask(
  clickhouse: ServiceReady['clickhouse'],
  query: string,
  body?: Uint8Array,
): Promise<string> {
  if (!clickhouse) throw new Error('this service has no engine');
  const url = new URL(clickhouse.url);
  url.searchParams.set('database', clickhouse.database);
  url.searchParams.set('async_insert', '0');
  if (body) url.searchParams.set('query', query);
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'X-ClickHouse-User': clickhouse.username,
      'X-ClickHouse-Key': clickhouse.password,
    },
    body: (body as Uint8Array<ArrayBuffer> | undefined) ?? query,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text.trim();
}
