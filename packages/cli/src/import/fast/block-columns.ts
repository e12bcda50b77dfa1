import type { Purpose } from '@touchtrail/contract';
import { blocks } from '@touchtrail/store';
import type { Field } from '../columns.ts';

/** What is the same in every row of an import. */
export interface SameInAll {
  site: string;
  receivedAt: number;
  purposes: readonly Purpose[];
  enrichmentVersion: number;
}

/** Which fields and props the columns of the file bring. */
export type Brings = (field: Field | 'prop') => boolean;

/** A column that no row of the file fills. */
const absent = {
  name: '',
  type: '',
  set: () => undefined,
  put: () => undefined,
  empty: () => undefined,
  bytes: () => [],
  reset: () => undefined,
};

/** The columns of `events` that plain rows fill; the others get the table's defaults. */
export function createBlockColumns(same: SameInAll, brings: Brings) {
  const time = "DateTime64(3, 'UTC')";
  const money = 'Decimal(18, 4)';
  const { textColumn, wordColumn, sameWordColumn, int64Column, numberColumn, blockRows } = blocks;
  const received = int64Column('received_at', time);
  const decided = blocks.nullableInt64Column('consent_decided_at', time);
  const version = numberColumn('enrichment_version', 'UInt16');
  for (let row = 0; row < blockRows; row++) {
    received.set(row, same.receivedAt);
    decided.set(row, same.receivedAt);
  }
  version.values.fill(same.enrichmentVersion);
  const text = (name: string, ...fields: (Field | 'prop')[]) =>
    fields.some(brings) ? textColumn(name) : absent;
  const words = (name: string, ...fields: (Field | 'prop')[]) =>
    fields.some(brings) ? wordColumn(name) : absent;
  const columns = {
    subject: textColumn('subject_id'),
    ts: int64Column('ts', time),
    id: numberColumn('event_id', 'UUID'),
    seq: numberColumn('seq', 'UInt32'),
    type: wordColumn('type'),
    name: wordColumn('name'),
    touchpoint: words('touchpoint', 'touchpoint'),
    channel: words('channel', 'channel'),
    anonymous: text('anonymous_id', 'anonymousId'),
    user: text('user_id', 'userId'),
    account: text('account_id', 'accountId'),
    session: text('session_id', 'sessionId'),
    url: text('page_url', 'page.url'),
    path: text('page_path', 'page.url', 'page.path'),
    title: text('page_title', 'page.title'),
    referrer: text('referrer', 'page.referrer'),
    referrerType: words('referrer_type', 'page.referrer'),
    source: words('campaign_source', 'campaign.source'),
    medium: words('campaign_medium', 'campaign.medium'),
    campaign: words('campaign_name', 'campaign.name'),
    term: text('campaign_term', 'campaign.term'),
    content: text('campaign_content', 'campaign.content'),
    value: brings('value') ? int64Column('value', money) : absent,
    currency: words('currency', 'currency', 'value'),
    valueBase: brings('value') ? blocks.nullableInt64Column('value_base', money) : absent,
    ratesVersion: words('rates_version', 'value'),
    rating: brings('rating') ? blocks.nullableNumberColumn('rating', 'Float32') : absent,
    comment: text('comment', 'comment'),
    props: text('props', 'prop', 'channel'),
    stated: words('stated', 'channel'),
  };
  const all = [
    ...Object.values(columns).filter((column) => column !== absent),
    sameWordColumn('site_id', same.site),
    sameWordColumn('source', 'import'),
    sameWordColumn('consent_source', 'import'),
    received,
    decided,
    version,
    blocks.sameWordsColumn('consent_purposes', same.purposes),
  ];
  return {
    ...columns,
    encode: (rows: number, take: (length: number) => Buffer, keep?: Uint8Array) =>
      blocks.encodeBlock(all, rows, take, keep),
    reset(): void {
      for (const column of all) column.reset();
    },
  };
}

export type BlockColumns = ReturnType<typeof createBlockColumns>;
