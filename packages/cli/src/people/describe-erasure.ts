import type { PrivacyRequest } from '@touchtrail/store';
import { count } from '../terminal/count.ts';

/**
 * What an erasure did, in words: the receipt for who asked.
 *
 * @example
 * describeErasure(request); // 'request  0193…\nevents  100,000 rows deleted\n…'
 */
export function describeErasure({ id, state, receipt, error }: PrivacyRequest): string {
  const lines = [`request  ${id}`];
  if (state !== 'done') return `${[...lines, `state  ${state}: ${error}`].join('\n')}\n`;
  for (const [table, rows] of Object.entries(receipt.counts ?? {})) {
    const verb = table === 'consent_receipts' ? 'kept under a pseudonym, as proof' : 'deleted';
    lines.push(`${table}  ${count(rows)} rows ${verb}`);
  }
  if (receipt.fileLines) lines.push(`files  ${count(receipt.fileLines)} lines taken out`);
  if (receipt.sharedDevices) {
    lines.push(`${count(receipt.sharedDevices)} devices shared with others stayed`);
  }
  const { proof } = receipt;
  if (proof) {
    const scanned = `${proof.columns} columns of ${proof.tables} tables`;
    lines.push(
      proof.found.length === 0
        ? `proof  ${scanned} searched: the ids are in none`
        : `proof  ${scanned} searched: still mentioned in`,
      ...proof.found.map(({ table, column, rows }) => `  ${table}.${column}  ${count(rows)} rows`),
    );
  }
  if (receipt.partsLeft) {
    lines.push(
      `${receipt.partsLeft} old files were still on disk; ClickHouse removes them by itself`,
    );
  }
  lines.push(`${((receipt.elapsedMs ?? 0) / 1_000).toFixed(1)} s`);
  return `${lines.join('\n')}\n`;
}
