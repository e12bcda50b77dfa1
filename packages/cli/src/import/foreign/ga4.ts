import { parquetAsJson } from '../parquet-as-csv.ts';
import type { ForeignSource } from './foreign-source.ts';
import { mapGa4Row } from './ga4-row.ts';
import { createLineReader } from './line-reader.ts';

/** The BigQuery export of Google Analytics 4, as NDJSON or Parquet. */
export const ga4: ForeignSource = {
  name: 'ga4',
  summary:
    'the BigQuery export of Google Analytics 4 (tables events_YYYYMMDD) as NDJSON or Parquet',
  details: [
    'Make the file: bq extract --destination_format=NEWLINE_DELIMITED_JSON --compression=GZIP PROJECT:analytics_N.events_20261122 gs://BUCKET/events-*.json.gz',
    'Or as Parquet: --destination_format=PARQUET. Both give the same events and ids.',
    'user_pseudo_id → anonymousId, user_id → userId, ga_session_id → sessionId, event_timestamp → at.',
    'page_view → page.viewed; purchase → a conversion with purchase_revenue; other names stay.',
    'session_start, first_visit, user_engagement, scroll and the like are interactions, not touches.',
    'Campaign: collected_traffic_source, else the parameters, else the last click of the session.',
    'Other parameters, user properties (user_…), country and device become props.',
    'Rows with analytics_storage No are refused; all others are covered by what --consent names.',
    'The same row of another table, or of the same file again, adds nothing.',
  ],
  createReader: () => createLineReader(mapGa4Row),
  parquetText: parquetAsJson,
};
