import type { SegmentRows } from '../spool/segment-rows.ts';
import type { SuppressionList } from './suppressions.ts';

/** Other processes hear of an erasure within this time, ms, and may accept rows until then. */
const hearsayMs = 10_000;

const eventIds = (row: Readonly<Record<string, unknown>>) => {
  const text = (key: string) => (typeof row[key] === 'string' ? row[key] : undefined);
  return {
    anonymousId: text('anonymous_id'),
    userId: text('user_id'),
    accountId: text('account_id'),
  };
};

/**
 * Rows of a segment without those of people who were erased after they were accepted: what waited in
 * a spool through an erasure must not come in after it. Segments younger than the newest erasure are
 * not even read.
 *
 * @param since epoch ms of the segment's first row
 */
export function withoutErased(
  rows: SegmentRows,
  since: number,
  suppressions: Pick<SuppressionList, 'has' | 'newestErasure'>,
): SegmentRows {
  if (suppressions.newestErasure() + hearsayMs < since) return rows;
  return rows.filter((row) => suppressions.has(String(row['site_id']), eventIds(row)) !== 'erased');
}
