import { randomUUID } from 'node:crypto';
import { enrichmentVersion } from '@touchtrail/enrich';
import type { Rates } from '@touchtrail/enrich';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';
import { runMutation } from '../people/mutation.ts';
import { plansOf, staleMoney } from './plans.ts';
import type { Plan, Raw } from './plans.ts';

export interface EnrichOptions {
  site: { id: string; currency: string };
  /** Epoch ms of the touches; `to` is exclusive. Default: all. */
  from?: number | undefined;
  to?: number | undefined;
  rates?: Rates | undefined;
  /** Only say what would change. */
  dryRun?: boolean | undefined;
  /** Month as 202611, its share done (0 to 1), and which of how many it is. */
  onProgress?: ((progress: EnrichProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface EnrichProgress {
  month: number;
  index: number;
  months: number;
  share: number;
  /** Events of this month that are told again. */
  events: number;
}

/** What telling again came to. */
export interface EnrichResult {
  /** Events that an older version, or another table of rates, had told. */
  events: number;
  /** Events whose value of a column changed, by column. */
  changed: Record<string, number>;
  /** Values that no rate is known for. They stay as they are. */
  unconverted: number;
  /** Events without a user agent to read: nothing of their device is told anew. */
  withoutUserAgent: number;
}

/** Tells stored events again. */
export interface Enrichment {
  /**
   * Runs every step again over the events of a site that an older version told, month by month. May be
   * ended at any time and started again: what is done is marked on each event.
   *
   * @throws StoreError `cancelled`, `query_failed`
   */
  rerun(options: EnrichOptions): Promise<EnrichResult>;
}

/** A month of a large site takes as long as it takes. */
const patienceMs = 86_400_000;

/** Distinct combinations read at a time. */
const pageRows = 20_000;

interface Told {
  plan: Plan;
  /** How many distinct combinations there are. */
  values: number;
}

type Params = Record<string, unknown>;

const values = (step: string, what: string): string =>
  `(SELECT groupArray(${what}) FROM (
      SELECT key, derived FROM enrichment_values
      WHERE run = {run:UUID} AND step = '${step}' ORDER BY key))`;

const keyOf = ({ raw }: Plan): string => `cityHash64(${Object.values(raw).join(', ')})`;

/** The new value of each column, as SQL over a row of `events`. */
function newValues(plan: Plan): [column: string, sql: string][] {
  return Object.entries(plan.columns).map(([column, template]) => {
    const sql = template.replaceAll(/\$(\d)/g, (_, index: string) => {
      const texts = values(plan.step, `derived[${index}]`);
      // What came in since, from an older service, keeps what it has.
      const otherwise = template === `$${index}` ? `toString(${column})` : `''`;
      return `transform(${keyOf(plan)}, ${values(plan.step, 'key')}, ${texts}, ${otherwise})`;
    });
    return [column, `if(${plan.when}, ${sql}, ${column})`];
  });
}

// A null is a value that can change too.
const differs = (column: string, sql: string): string =>
  `countIf(ifNull(toString(${sql}), '-') != ifNull(toString(${column}), '-'))`;

function selection({ from, to }: EnrichOptions): string {
  const parts = [
    'site_id = {site:String}',
    `(enrichment_version < {version:UInt16} OR ${staleMoney})`,
  ];
  if (from !== undefined) parts.push(`ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')`);
  if (to !== undefined) parts.push(`ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`);
  return parts.join(' AND ');
}

/**
 * @example
 * await createEnrichment({ database }).rerun({ site, rates: parseRates(text) });
 */
export function createEnrichment({
  database,
  changed = () => Promise.resolve(),
}: {
  database: Database;
  /** Told of a site whose events are being changed, and again when they are. */
  changed?: (site: string) => Promise<void>;
}): Enrichment {
  /** Derives every distinct combination of a month, and keeps the answers for the mutation to read. */
  async function tell(plan: Plan, where: string, params: Params, result: EnrichResult) {
    const raws = Object.entries(plan.raw).map(([name, sql]) => `${sql} AS raw_${name}`);
    const names = Object.keys(plan.raw).map((name) => `raw_${name}`);
    let count = 0;
    for (let after = ''; ;) {
      const rows = await database.query<Raw & { key: string; events: number }>(
        `SELECT toString(cityHash64(${names.join(', ')})) AS key, ${names.join(', ')}, count() AS events
         FROM (SELECT ${raws.join(', ')} FROM events WHERE ${where} AND ${plan.when})
         GROUP BY ${names.join(', ')}
         HAVING {after:String} = '' OR cityHash64(${names.join(', ')}) > toUInt64OrZero({after:String})
         ORDER BY cityHash64(${names.join(', ')}) LIMIT ${pageRows}`,
        { ...params, after },
        patienceMs,
      );
      await database.insert(
        'enrichment_values',
        rows.map((row) => {
          const raw = Object.fromEntries(
            Object.keys(plan.raw).map((name) => [name, row[`raw_${name}`] ?? '']),
          );
          if (plan.missed?.(raw)) result.unconverted += row.events;
          return { run: params['run'], step: plan.step, key: row.key, derived: plan.derive(raw) };
        }),
      );
      count += rows.length;
      const last = rows.at(-1);
      if (!last || rows.length < pageRows) return count;
      after = last.key;
    }
  }

  return {
    async rerun(options) {
      const { site, rates, dryRun = false, onProgress, signal } = options;
      const result: EnrichResult = { events: 0, changed: {}, unconverted: 0, withoutUserAgent: 0 };
      const selected = selection(options);
      const common: Params = {
        site: site.id,
        version: enrichmentVersion,
        base: site.currency,
        table: rates ? `${site.currency}:${rates.version}` : '',
        ...(options.from !== undefined && { from: options.from }),
        ...(options.to !== undefined && { to: options.to }),
      };
      const months = await database.query<{ month: number; events: number; bare: number }>(
        `SELECT toYYYYMM(ts) AS month, count() AS events, countIf(user_agent = '') AS bare
         FROM events WHERE ${selected} GROUP BY month ORDER BY month`,
        common,
        patienceMs,
      );
      for (const [index, { month, events, bare }] of months.entries()) {
        const params = { ...common, month, run: randomUUID() };
        const where = `${selected} AND toYYYYMM(ts) = {month:UInt32}`;
        const report = (share: number) =>
          onProgress?.({ month, index, months: months.length, share, events });
        report(0);
        const told: Told[] = [];
        for (const plan of plansOf(site.currency, rates)) {
          if (signal?.aborted) {
            throw new StoreError(
              'cancelled',
              'Telling events again was ended before it was done.',
              'Start it again: it goes on where it was.',
            );
          }
          const found = await tell(plan, where, params, result);
          if (found > 0) told.push({ plan, values: found });
        }
        const columns = told.flatMap(({ plan }) => newValues(plan));
        result.events += events;
        result.withoutUserAgent += bare;
        if (columns.length > 0) {
          const [changes] = await database.query<Record<string, number>>(
            `SELECT ${columns.map(([column, sql]) => `${differs(column, sql)} AS changed_${column}`).join(', ')}
             FROM events WHERE ${where}`,
            params,
            patienceMs,
          );
          for (const [column] of columns) {
            const count = changes?.[`changed_${column}`] ?? 0;
            if (count > 0) result.changed[column] = (result.changed[column] ?? 0) + count;
          }
        }
        if (!dryRun) {
          const set = [...columns, ['enrichment_version', '{version:UInt16}'] as const];
          await changed(site.id);
          await runMutation(
            database,
            'events',
            // The run is only there to find the mutation again.
            `UPDATE ${set.map(([column, sql]) => `${column} = ${sql}`).join(', ')}
             WHERE ${where} AND {run:String} != ''`,
            params,
            params.run,
            report,
          );
          await changed(site.id);
        }
        report(1);
      }
      return result;
    },
  };
}
