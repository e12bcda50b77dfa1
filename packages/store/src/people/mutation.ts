import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../errors.ts';
import type { Database } from './database.ts';

interface MutationRow {
  pending: number;
  left: number;
  reason: string;
}

const pollMs = 100;
/** A mutation that keeps failing this long will not get well by waiting. */
const patienceMs = 60_000;

/**
 * Runs one `ALTER TABLE … DELETE|UPDATE` and resolves when every part is rewritten. The statement must
 * contain its request's id: that is how it is found again among others. Nothing personal may stand in
 * it, for ClickHouse keeps its text.
 *
 * @param onProgress share done, 0 to 1
 * @throws StoreError `query_failed` when ClickHouse keeps failing at it
 */
export async function runMutation(
  database: Database,
  table: string,
  change: string,
  params: Record<string, unknown>,
  requestId: string,
  onProgress: (share: number) => void = () => undefined,
): Promise<void> {
  await database.command(`ALTER TABLE ${table} ${change}`, params);
  let most = 1;
  for (let failing = 0; ;) {
    const [row] = await database.query<MutationRow>(
      `SELECT toUInt32(count()) AS pending, toUInt32(sum(parts_to_do)) AS left,
         anyIf(latest_fail_reason, latest_fail_reason != '') AS reason
       FROM system.mutations
       WHERE database = currentDatabase() AND table = {table:String}
         AND position(command, {request:String}) > 0 AND NOT is_done`,
      { table, request: requestId },
    );
    const left = row?.left ?? 0;
    if (!row || row.pending === 0) return;
    most = Math.max(most, left);
    onProgress(1 - left / most);
    failing = row.reason === '' ? 0 : failing + pollMs;
    if (failing > patienceMs) {
      throw new StoreError(
        'query_failed',
        `ClickHouse cannot delete from ${table}: ${row.reason}`,
        'Mend what the message names; the request goes on by itself afterwards.',
      );
    }
    await sleep(pollMs);
  }
}
