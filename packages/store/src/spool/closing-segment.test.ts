import { expect, test } from 'vitest';
import { deferred } from '../deferred.ts';
import { StoreError } from '../errors.ts';
import { fakeDisk, fakeTable } from '../testing/fake-disk.ts';
import { tempDir } from '../testing/temp-dir.ts';
import type { Disk } from './disk.ts';
import { openSpool } from './open-spool.ts';

test('rows wait, and can be read, also while their segment is being closed', async () => {
  const { disk } = fakeDisk();
  const closing = deferred();
  const slow: Disk = {
    ...disk,
    open: async (...of) => ({ ...(await disk.open(...of)), close: () => closing.promise }),
  };
  const { insert, stored } = fakeTable({
    away: () => new StoreError('unreachable', 'away', 'wait'),
    refused: () => new StoreError('insert_refused', 'cannot parse', 'mend it'),
  });
  const spool = await openSpool<{ n: number }>({
    directory: await tempDir(),
    insert,
    disk: slow,
    segmentMs: 1,
    minFreeBytes: 0,
  });
  await spool.append([{ n: 0 }, { n: 1 }]);
  await new Promise((later) => setTimeout(later, 30));
  const { segments, bytes, oldestMs } = spool.stats();
  expect({ segments, waits: bytes > 0, since: oldestMs !== null }).toEqual({
    segments: 1,
    waits: true,
    since: true,
  });
  const left: unknown[] = [];
  for await (const row of spool.unstored()) left.push(row);
  expect(left).toHaveLength(2);
  closing.resolve();
  await spool.close();
  expect(stored).toHaveLength(2);
  expect(spool.stats().bytes).toBe(0);
});
