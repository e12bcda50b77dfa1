import path from 'node:path';
import type { Client } from '../client.ts';
import { isStoreError } from '../errors.ts';
import type { Identity } from '../identity/open-identity.ts';
import type { InsertSegment } from '../spool/drain.ts';
import { openSpool } from '../spool/open-spool.ts';
import type { SiteStore } from '../site-types.ts';
import type { EventRow, OpenedSpool } from '../types.ts';
import type { InsertTable } from '../writer.ts';
import { createAuditLog } from './audit-log.ts';
import { createDatabase } from './database.ts';
import { createHidden } from './hidden.ts';
import type { Hidden } from './hidden.ts';
import { cleanFailedFiles, waitUntilDrained } from './local-files.ts';
import { createPeopleStore } from './people-store.ts';
import { createRequests } from './requests.ts';
import { createRetention } from './retention.ts';
import { createSubjectHash, readSubjectSalt } from './subject-hash.ts';
import { createSuppressions } from './suppressions.ts';
import type { SuppressionList } from './suppressions.ts';
import type { AuditLog, PeopleStore, Retention } from './types.ts';

export interface OpenPeopleOptions {
  client: Client;
  url: string;
  dataDir: string;
  clock: () => number;
  log: (line: string) => void;
  sites: Pick<SiteStore, 'list' | 'find'>;
  identity: Pick<Identity, 'settle' | 'stands' | 'again'>;
  /** The id under which a site stores a user id that its policy hashes. */
  storedId: (site: string, id: string) => Promise<string>;
  insertEvents: (rows: readonly EventRow[], token?: string) => Promise<void>;
  /** Sends a spool's segment to ClickHouse. */
  insertSegment: (table: InsertTable) => InsertSegment;
  /** Told of subject ids whose events were hidden, shown again or deleted. */
  markTouched: (site: string, ids: readonly string[]) => Promise<void>;
  /** Spools that this process has open. */
  spools: () => readonly Pick<OpenedSpool<never>, 'flush'>[];
}

/** Everything of the store that is about people. */
export interface People {
  people: PeopleStore;
  suppressions: SuppressionList;
  hidden: Hidden;
  audit: AuditLog;
  retention: Retention;
}

/** How long rows of another process may take to reach ClickHouse before an erasure gives up for now. */
const drainPatienceMs = 30_000;
const spooled: readonly InsertTable[] = ['events', 'quarantine'];

/** Opens what is known about people: reads the installation's secret and who is suppressed. */
export async function openPeople(options: OpenPeopleOptions): Promise<People> {
  const { client, url, dataDir, clock, log, sites } = options;
  const database = createDatabase(client, url);
  const hash = createSubjectHash(await readSubjectSalt(database));
  const suppressions = createSuppressions({ database, hash, clock, log });
  await suppressions.refresh();
  const hidden = createHidden({
    database,
    hash,
    clock,
    ticks: () => performance.now(),
    markTouched: options.markTouched,
  });
  const audit = createAuditLog({ database, hash, clock });
  const spoolDir = path.join(dataDir, 'spool');

  /** Rows that no service is there to send: left by one that ended. */
  const sendLeft = async (): Promise<void> => {
    for (const table of spooled) {
      try {
        const spool = await openSpool({
          directory: path.join(spoolDir, table),
          insert: options.insertSegment(table),
          clock,
          log,
        });
        await spool.flush();
        await spool.close();
      } catch (error) {
        // A service has it and sends the rows itself.
        if (!isStoreError(error, 'spool_in_use')) throw error;
      }
    }
  };

  const drained = async (before: number): Promise<boolean> => {
    const mine = options.spools();
    if (mine.length > 0) {
      await Promise.all(mine.map((spool) => spool.flush()));
      return true;
    }
    if (await waitUntilDrained(spoolDir, before, 0)) return true;
    await sendLeft();
    return waitUntilDrained(spoolDir, before, drainPatienceMs);
  };

  const people = createPeopleStore({
    database,
    identity: options.identity,
    hash,
    hidden,
    suppressions,
    requests: createRequests(database, clock),
    audit,
    clock,
    drained,
    cleanFiles: (site, ids) => cleanFailedFiles(spoolDir, site, ids),
    insertEvents: options.insertEvents,
    storedId: options.storedId,
  });
  return {
    people,
    suppressions,
    hidden,
    audit,
    retention: createRetention({ database, sites, audit, clock }),
  };
}
