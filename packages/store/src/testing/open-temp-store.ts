import { onTestFinished } from 'vitest';
import { openStore } from '../open-store.ts';
import type { Store, StoreOptions } from '../types.ts';
import { tempDir } from './temp-dir.ts';
import { withTables } from './with-tables.ts';

/** A store without rows, closed and removed with the test. */
export async function openTempStore(options: Partial<StoreOptions> = {}): Promise<Store> {
  const dataDir = options.dataDir ?? withTables(await tempDir());
  const store = await openStore({ ...options, dataDir });
  onTestFinished(() => store.close());
  return store;
}

/** Waits until something holds; fails when it does not within 55 seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_700; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It did not come to hold within 55 s.');
}
