import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { importFile } from '@touchtrail/cli';
import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { afterAll, beforeAll } from 'vitest';
import { eventsOf } from './folder.ts';
import { testSite } from './oracle/log.ts';

/** A store for the cases of a test file, each a site of its own under the name of the case. */
export function caseStore() {
  let store: Store;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-cases-'));
    store = await openStore({ dataDir });
  });
  afterAll(async () => {
    await store?.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  return {
    /** Loads the events of a case through the import that everybody uses. */
    load: (name: string) =>
      importFile({
        input: eventsOf(name),
        site: name,
        store,
        clock: Date.now,
        rejectedFile: path.join(dataDir, `${name}.rejected.ndjson`),
      }),
    report: <Name extends ReportName>(
      name: Name,
      site: string,
      parameters: Record<string, unknown>,
    ): Promise<ReportTypes[Name]> =>
      runReport(name, parameters, { reader: store.reader, site: testSite(site), clock: Date.now }),
  };
}
