import type { Purpose } from '@touchtrail/contract';
import { blocks } from '@touchtrail/store';

/** What is the same in every row of an import. */
export interface SameInAll {
  site: string;
  receivedAt: number;
  purposes: readonly Purpose[];
  enrichmentVersion: number;
}

/** The columns of `events` that plain rows fill; the others get the table's defaults. */
export function createBlockColumns(same: SameInAll) {
  const time = "DateTime64(3, 'UTC')";
  const money = 'Decimal(18, 4)';
  const { textColumn, wordColumn, int64Column, numberColumn, blockRows } = blocks;
  const received = int64Column('received_at', time);
  const decided = blocks.nullableInt64Column('consent_decided_at', time);
  const version = numberColumn('enrichment_version', 'UInt16');
  for (let row = 0; row < blockRows; row++) {
    received.set(row, same.receivedAt);
    decided.set(row, same.receivedAt);
  }
  version.values.fill(same.enrichmentVersion);
  const constant = {
    site: wordColumn('site_id'),
    importer: wordColumn('source'),
    by: wordColumn('consent_source'),
  };
  const columns = {
    subject: textColumn('subject_id'),
    ts: int64Column('ts', time),
    id: numberColumn('event_id', 'UUID'),
    seq: numberColumn('seq', 'UInt32'),
    type: wordColumn('type'),
    name: wordColumn('name'),
    touchpoint: wordColumn('touchpoint'),
    channel: wordColumn('channel'),
    anonymous: textColumn('anonymous_id'),
    user: textColumn('user_id'),
    account: textColumn('account_id'),
    session: textColumn('session_id'),
    url: textColumn('page_url'),
    path: textColumn('page_path'),
    title: textColumn('page_title'),
    referrer: textColumn('referrer'),
    referrerType: wordColumn('referrer_type'),
    source: wordColumn('campaign_source'),
    medium: wordColumn('campaign_medium'),
    campaign: wordColumn('campaign_name'),
    term: textColumn('campaign_term'),
    content: textColumn('campaign_content'),
    value: int64Column('value', money),
    currency: wordColumn('currency'),
    valueBase: blocks.nullableInt64Column('value_base', money),
    ratesVersion: wordColumn('rates_version'),
    rating: blocks.nullableNumberColumn('rating', 'Float32'),
    comment: textColumn('comment'),
    props: textColumn('props'),
    stated: wordColumn('stated'),
  };
  const words = [
    [constant.site, blocks.newWord(same.site)],
    [constant.importer, blocks.newWord('import')],
    [constant.by, blocks.newWord('import')],
  ] as const;
  const all = [
    ...Object.values(columns),
    ...Object.values(constant),
    received,
    decided,
    version,
    blocks.sameWordsColumn('consent_purposes', same.purposes),
  ];
  return {
    ...columns,
    /** Fills what is the same in all rows. */
    constants(row: number): void {
      for (const [column, word] of words) column.set(row, word);
    },
    encode: (rows: number, keep?: Uint8Array) => blocks.encodeBlock(all, rows, keep),
    reset(): void {
      for (const column of all) column.reset();
    },
  };
}

export type BlockColumns = ReturnType<typeof createBlockColumns>;
