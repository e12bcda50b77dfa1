import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty directory that goes away with the test. */
export async function tempDir(): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'touchtrail-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}
