import { migrationStatus } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { count } from '../terminal/count.ts';
import { duration } from '../terminal/compact-table.ts';
import { fail, ok, warn } from './check.ts';
import type { Check } from './check.ts';

/** What only ClickHouse can tell. */
export async function checkStore(store: Store, clock: () => number): Promise<Check[]> {
  const checks: Check[] = [];
  const before = clock();
  const [engine] = await store.reader.query<{ version: string; now: string }>({
    sql: 'SELECT version() AS version, toString(toUnixTimestamp64Milli(now64(3))) AS now',
  });
  const after = clock();
  const where =
    store.engine === 'remote'
      ? 'at CLICKHOUSE_URL'
      : store.attached
        ? 'embedded, of the running service'
        : 'embedded, started for this check';
  checks.push(ok('engine', `ClickHouse ${engine?.version ?? '?'}, ${where}`));

  const skew = Number(engine?.now) - (before + after) / 2;
  checks.push(
    Math.abs(skew) > 5_000
      ? warn(
          'clock',
          `ClickHouse's clock is ${duration(Math.abs(skew))} ${skew > 0 ? 'ahead' : 'behind'}.`,
          'Set both clocks by NTP; times of events are judged by the clock of the service.',
        )
      : ok('clock', 'agrees with ClickHouse'),
  );

  const states = await migrationStatus(store.connection);
  const open = states.filter((entry) => entry.state !== 'applied');
  checks.push(
    open.length > 0
      ? fail(
          'tables',
          `${open.map((entry) => `${entry.name} is ${entry.state}`).join(', ')}.`,
          'Run touchtrail migrate with the newest version.',
        )
      : ok('tables', `up to date (migration ${states.at(-1)?.name ?? 'none'})`),
  );

  const sites = await store.sites.list();
  checks.push(
    sites.length === 0
      ? warn(
          'sites',
          'There is no site yet.',
          'touchtrail start makes one, or touchtrail site add NAME --origin https://…',
        )
      : ok('sites', sites.map((site) => site.id).join(', ')),
  );
  const [last] = await store.reader.query<{ events: string; received: string }>({
    sql: `SELECT toString(count()) AS events, toString(toUnixTimestamp64Milli(max(received_at))) AS received
          FROM events`,
  });
  const events = Number(last?.events ?? 0);
  checks.push(
    events === 0
      ? warn(
          'events',
          'No event has arrived yet.',
          'Put the tag on a page, import a file, or load made-up people: touchtrail demo.',
        )
      : ok(
          'events',
          `${count(events)}, the last one came ${duration(Math.max(0, after - Number(last?.received)))} ago`,
        ),
  );
  return checks;
}
