import type { ForeignSource } from './foreign-source.ts';
import { createLineReader } from './line-reader.ts';
import { mapSnowplowRow } from './snowplow-row.ts';

/** Enriched events of Snowplow, as they lie in the archive of the pipeline. */
export const snowplow: ForeignSource = {
  name: 'snowplow',
  summary: 'enriched events of Snowplow: tab-separated lines of 131 columns, without a header',
  details: [
    'event_id is the id; true_tstamp, else derived_tstamp, else collector_tstamp is the time, in UTC.',
    'domain_userid (else client_session, network_userid) → anonymousId, user_id → userId, domain_sessionid → sessionId.',
    'page_view → page.viewed; struct → CATEGORY.ACTION; self-describing events keep their name.',
    'transaction, and the transaction of the e-commerce plug-in → a conversion with its revenue.',
    'page_ping, form fields, web_vitals and the like are interactions, not touches.',
    'mkt_… → campaign, refr_medium → kind of referrer; data of self-describing events becomes props.',
    'Addresses and fingerprints are not read. What --consent names covers every row.',
  ],
  createReader: () => createLineReader(mapSnowplowRow),
};
