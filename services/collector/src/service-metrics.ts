import { errorStatus, rejectionCodes } from '@touchtrail/contract';
import type { Inserted, Spool } from '@touchtrail/store';
import { createMetrics } from './metrics.ts';
import type { HistogramSpec, MetricSpec, Metrics } from './metrics.ts';

const counters: Readonly<Record<string, MetricSpec>> = {
  touchtrail_events_accepted_total: { help: 'Events made durable and acknowledged.' },
  touchtrail_events_duplicate_total: { help: 'Events acknowledged before, by id.' },
  touchtrail_events_rejected_total: {
    help: 'Events refused, by code.',
    labels: { code: rejectionCodes },
  },
  touchtrail_fields_stripped_total: {
    help: 'Fields taken away before storing, by field and reason.',
    labels: { field: [], reason: [] },
  },
  touchtrail_requests_refused_total: {
    help: 'Requests refused as a whole, by code.',
    labels: { code: Object.keys(errorStatus) },
  },
  touchtrail_page_counts_total: { help: 'Page views counted without measuring anybody.' },
  touchtrail_events_dropped_by_senders_total: {
    help: 'Events that senders say they had to drop.',
  },
  touchtrail_fields_unknown_total: {
    help: 'Fields left out because they are not part of the contract.',
  },
  touchtrail_segment_values_lost_total: {
    help: 'Values of Segment messages that were cut or left out, being too long, too deep or too many.',
  },
  touchtrail_events_flagged_total: {
    help: 'Events stored with a flag, being taken for those of programs, by reason.',
    labels: { reason: ['ua', 'headless', 'datacentre', 'behaviour'] },
  },
  touchtrail_values_unconverted_total: {
    help: 'Values left as they are, for lack of a rate to the currency of their site.',
  },
  touchtrail_user_agents_unread_total: {
    help: 'Events whose user agent was left unread, being one of too many new ones in a request.',
  },
  touchtrail_links_total: {
    help: 'Links opened by their token, by what became of it.',
    labels: { state: [] },
  },
  touchtrail_hook_records_total: {
    help: 'Records of webhooks, by whether a rule was for them.',
    labels: { result: ['mapped', 'ignored'] },
  },
  touchtrail_phone_numbers_total: {
    help: 'Phone numbers shown to visits, by how that came.',
    labels: { result: [] },
  },
  touchtrail_http_requests_total: {
    help: 'Requests to the write path, by status.',
    labels: { status: ['202', '503'] },
  },
  touchtrail_inserted_rows_total: {
    help: 'Rows that ClickHouse took from the spool, by table.',
    labels: { table: ['events', 'quarantine', 'aggregate_counts'] },
  },
};

const histograms: Readonly<Record<string, HistogramSpec>> = {
  touchtrail_http_request_seconds: {
    help: 'Time from a request to its answer on the write path: for events, until they are durable.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  },
  touchtrail_insert_seconds: {
    help: 'Time ClickHouse took for one insert from the spool, by table.',
    labels: { table: ['events'] },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  touchtrail_queryable_lag_seconds: {
    help: 'Age of the oldest row of an insert when it could be queried, by table.',
    labels: { table: ['events'] },
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200],
  },
};

type AnySpool = Pick<Spool<never>, 'stats'>;

/** The metrics of the service, with gauges over its spools. */
export function createServiceMetrics(options: {
  spools: Readonly<Record<string, AnySpool>>;
  /** Why the service is not ready, part by part; `ok` where it is. */
  checks: () => Readonly<Record<string, string>>;
  /** Version of the product; without it there is no build information. */
  version?: string | undefined;
  process?: boolean | undefined;
}): Metrics {
  const { spools, version } = options;
  const metrics = createMetrics({ counters, histograms, process: options.process === true });
  const read = (pick: (stats: ReturnType<AnySpool['stats']>) => number) => () =>
    Object.entries(spools).map(([spool, one]) => ({
      labels: { spool },
      value: pick(one.stats()),
    }));
  metrics.gauge(
    'touchtrail_spool_bytes',
    'Bytes on disk, not yet in ClickHouse.',
    ['spool'],
    read((s) => s.bytes),
  );
  metrics.gauge(
    'touchtrail_spool_segments',
    'Segments on disk, not yet in ClickHouse.',
    ['spool'],
    read((s) => s.segments),
  );
  metrics.gauge(
    'touchtrail_spool_oldest_seconds',
    'Age of the oldest row not yet in ClickHouse.',
    ['spool'],
    read((s) => (s.oldestMs ?? 0) / 1_000),
    'max',
  );
  metrics.gauge(
    'touchtrail_check',
    '1 when this part of the service is well.',
    ['check'],
    () =>
      Object.entries(options.checks()).map(([check, text]) => ({
        labels: { check },
        value: text === 'ok' ? 1 : 0,
      })),
    'min',
  );
  if (version !== undefined) {
    metrics.gauge(
      'touchtrail_build_info',
      'What runs.',
      ['version', 'node'],
      () => [{ labels: { version, node: process.version }, value: 1 }],
      'first',
    );
  }
  return metrics;
}

/** Counts what the drain of a spool says. */
export function countInserted(metrics: Metrics, table: string, inserted: Inserted): void {
  const labels = { table };
  metrics.add('touchtrail_inserted_rows_total', inserted.rows, labels);
  metrics.observe('touchtrail_insert_seconds', inserted.ms / 1_000, labels);
  metrics.observe('touchtrail_queryable_lag_seconds', inserted.oldestMs / 1_000, labels);
}
