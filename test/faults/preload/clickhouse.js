/**
 * Loaded into the service before it starts: stands between it and ClickHouse.
 *
 * FAULT_NO_TOKEN      takes the deduplication token from every insert
 * FAULT_DIE_AFTER     file; while it is missing, the service kills itself in the moment in which it
 *                     hears that events are stored, before it can forget their segment; then it is made
 */
import { existsSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

const { FAULT_NO_TOKEN, FAULT_DIE_AFTER } = process.env;
const { request } = http;

http.request = (target, ...rest) => {
  const url = target instanceof URL ? new URL(target) : undefined;
  const token = url?.searchParams.get('insert_deduplication_token');
  if (FAULT_NO_TOKEN && token) {
    url.searchParams.delete('insert_deduplication_token');
    // Else ClickHouse would find the repeat by its content.
    url.searchParams.set('insert_deduplicate', '0');
  }
  const sent = request(url ?? target, ...rest);
  const isEvents = /INSERT INTO events\b/.test(url?.searchParams.get('query') ?? '');
  if (FAULT_DIE_AFTER && token && isEvents) {
    sent.prependListener('response', (response) => {
      if (response.statusCode !== 200 || existsSync(FAULT_DIE_AFTER)) return;
      writeFileSync(FAULT_DIE_AFTER, '');
      process.kill(process.pid, 'SIGKILL');
    });
  }
  return sent;
};
syncBuiltinESMExports();
