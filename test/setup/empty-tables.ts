import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@touchtrail/store';
import type { TestProject } from 'vitest/node';

/** Makes the tables once for all tests of a project, which copy them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-tables-'));
  const store = await openStore({ dataDir });
  await store.close();
  // What is made anew for each: passwords, ports, the log.
  for (const own of ['settings.json', 'config.xml', 'users.xml', 'log']) {
    await rm(path.join(dataDir, 'engine', own), { recursive: true, force: true });
  }
  project.provide('emptyTables', dataDir);
  return () => rm(dataDir, { recursive: true, force: true });
}
