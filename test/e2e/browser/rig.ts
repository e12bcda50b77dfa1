import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService } from '@touchtrail/standalone';
import type { Service, ServiceOptions } from '@touchtrail/standalone';
import type { Browser, LaunchOptions } from 'playwright-core';
import { launch } from './launch.ts';
import { withTables } from '@touchtrail/store/testing';

/** A running service on a data directory of its own, and a browser. */
export interface Rig {
  service: Service;
  dataDir: string;
  browser: Browser;
  /** Stored events, by whatever columns are asked for. */
  events<Row>(columns: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** @param options of the service, beside where it keeps its data and listens */
export async function openRig(
  clock?: () => number,
  launchOptions?: LaunchOptions,
  options: Partial<ServiceOptions> = {},
): Promise<Rig> {
  const dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-e2e-')));
  const service = await startService({ ...options, dataDir, port: 0, ...(clock && { clock }) });
  const browser = await launch(launchOptions);
  return {
    service,
    dataDir,
    browser,
    events: (columns) =>
      service.store.reader.query({
        sql: `SELECT ${columns} FROM events ORDER BY ts, seq, event_id`,
      }),
    async close() {
      await browser.close();
      await service.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
