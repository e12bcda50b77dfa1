import type { SuppressionList } from './suppressions.ts';

/** Other processes hear of an erasure within this time, ms, and may accept rows until then. */
const hearsayMs = 10_000;

const eventIds = (row: Record<string, unknown>) => {
  const text = (key: string) => (typeof row[key] === 'string' ? row[key] : undefined);
  return {
    anonymousId: text('anonymous_id'),
    userId: text('user_id'),
    accountId: text('account_id'),
  };
};

/**
 * Lines of a segment without rows of people who were erased after they were accepted: what waited in
 * a spool through an erasure must not come in after it. Segments younger than the newest erasure are
 * not even read.
 *
 * @param since epoch ms of the segment's first row
 */
export function withoutErased(
  lines: Buffer,
  since: number,
  suppressions: Pick<SuppressionList, 'has' | 'newestErasure'>,
): Buffer {
  if (suppressions.newestErasure() + hearsayMs < since) return lines;
  const all = lines.toString('utf8').split('\n');
  const kept = all.filter((line) => {
    if (line === '') return true;
    const row = JSON.parse(line) as Record<string, unknown>;
    return suppressions.has(String(row['site_id']), eventIds(row)) !== 'erased';
  });
  return kept.length === all.length ? lines : Buffer.from(kept.join('\n'));
}
