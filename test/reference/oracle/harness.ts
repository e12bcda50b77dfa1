import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { importFile } from '@touchtrail/cli';
import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { EventRow, Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll } from 'vitest';
import { logRow, settings, testSite } from './log.ts';
import type { LogTouch } from './log.ts';

/** Where logs are told to the engine, and reports asked of them. */
export interface LogSites {
  /** Stores a log as a site of its own, in two inserts so that doubled rows are not merged. */
  load: (
    log: readonly LogTouch[],
    again?: readonly LogTouch[],
    toRow?: (siteId: string, touch: LogTouch) => EventRow,
  ) => Promise<string>;
  /** Stores the events of a file as a site of its own, through the import that everybody uses. */
  loadFile: (site: string, file: string) => Promise<number>;
  /** Stores more rows of a site that is loaded already. */
  addRows: (rows: readonly EventRow[]) => Promise<unknown>;
  report: <Name extends ReportName>(
    name: Name,
    site: string,
    parameters: Record<string, unknown>,
  ) => Promise<ReportTypes[Name]>;
}

/** One store for all logs of a test file. */
export function logSites(): LogSites {
  let store: Store;
  let dataDir: string;
  let sites = 0;
  beforeAll(async () => {
    dataDir = withTables(await mkdtemp(join(tmpdir(), 'touchtrail-generated-')));
    store = await openStore({ dataDir });
  });
  afterAll(async () => {
    await store?.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  return {
    async load(log, again = [], toRow = logRow) {
      const id = `case-${++sites}`;
      await store.insertEvents(log.map((touch) => toRow(id, touch)));
      if (again.length > 0) await store.insertEvents(again.map((touch) => toRow(id, touch)));
      return id;
    },
    async loadFile(site, file) {
      const { imported } = await importFile({
        input: file,
        site,
        store,
        clock: Date.now,
        rejectedFile: join(dataDir, `${site}.rejected.ndjson`),
      });
      return imported;
    },
    addRows: (rows) => store.insertEvents([...rows]),
    report: (name, site, parameters) =>
      runReport(
        name,
        { ...settings, ...parameters },
        { reader: store.reader, site: testSite(site), clock: () => 0 },
      ),
  };
}
