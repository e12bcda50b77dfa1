import path from 'node:path';
import { createActions, createAnnotations, createSavedViews } from './kept/kinds.ts';
import { createAccountFacts } from './accounts/account-facts.ts';
import { createClient, parseClickhouseUrl } from './client.ts';
import type { Client } from './client.ts';
import { openEngine, prepareDataDir } from './engine/engine.ts';
import type { Engine } from './engine/engine.ts';
import { migrate } from './migrations/migrate.ts';
import { openIdentity } from './identity/open-identity.ts';
import { createEnrichment } from './enrich/rerun.ts';
import { createCostStore } from './costs/costs.ts';
import { createFindingStore } from './findings/finding-store.ts';
import { createPersonaNames } from './personas/persona-names.ts';
import { createFoundTopics } from './topics/found-topics.ts';
import { createHookStore } from './offline/hooks.ts';
import { createLinkStore } from './offline/links.ts';
import { createPhoneStore } from './offline/phone.ts';
import { createDatabase } from './people/database.ts';
import { openPeople } from './people/open-people.ts';
import { storedIds } from './people/stored-ids.ts';
import { withoutErased } from './people/without-erased.ts';
import { createPeopleSearch } from './profile/search-people.ts';
import { createQuarantineStore } from './quarantine/quarantine-store.ts';
import { createSegmentMembership } from './segments/membership.ts';
import { createSegmentStore } from './segments/segment-store.ts';
import { createSetAsideStore } from './quarantine/set-aside.ts';
import { createReader } from './reader.ts';
import { createRegistry } from './registry/open-registry.ts';
import { storedStamp } from './stored-stamp.ts';
import { createStreamReader } from './stream-reader.ts';
import { createJourneyDefinitions } from './journeys/definitions.ts';
import { createMatches } from './journeys/matches.ts';
import { openJourneys } from './journeys/open-journeys.ts';
import { createKeyStore } from './keys.ts';
import { createSiteSecrets } from './site-secrets.ts';
import { createSiteStore } from './sites.ts';
import { createTokenStore } from './tokens.ts';
import type {
  EventRow,
  EventSpool,
  Connection,
  OpenedSpool,
  Reader,
  Store,
  StoreOptions,
} from './types.ts';
import { insertEventBlocks } from './blocks/insert-blocks.ts';
import { knownOf } from './blocks/known-of.ts';
import { unlessAborted } from './unless-aborted.ts';
import { insertLines, insertRows, insertSegmentRows } from './writer.ts';
import type { InsertTable } from './writer.ts';
import { createEventIds } from './replay/event-ids.ts';
import { eventRows, jsonLines } from './row-format/row-codec.ts';
import type { RowCodec } from './row-format/row-codec.ts';
import { createColumnLayout } from './spool/column-layout.ts';
import { nodeDisk } from './spool/disk.ts';
import { openSpool } from './spool/open-spool.ts';
import { openRepeats } from './spool/repeats.ts';
import type { Repeats } from './spool/repeats.ts';
import { readUnstored } from './spool/read-unstored.ts';
import type { SegmentRows } from './spool/segment-rows.ts';

/**
 * Opens ClickHouse, embedded in `dataDir` or at `clickhouseUrl`, and brings its schema up to date.
 *
 * @throws StoreError `data_dir_in_use`, `data_dir_not_writable`, `disk_full`, `engine_unsupported`,
 * `engine_failed`, `unreachable`, `unauthorized`, `invalid_url`, `migration_changed`,
 * `migration_unknown`, `migration_locked`
 * @example
 * const store = await openStore({ dataDir: '.touchtrail' });
 * try { await store.insertEvents(rows); } finally { await store.close(); }
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const log = options.log ?? (() => undefined);
  const progress = options.onProgress ?? (() => undefined);
  const clock = options.clock ?? Date.now;
  const { durability, spool, journeys } = options;
  const dataDir = path.resolve(options.dataDir);
  if (options.clickhouseUrl !== undefined) {
    const connection = parseClickhouseUrl(options.clickhouseUrl);
    prepareDataDir(dataDir);
    progress('connect');
    return assemble(connection, undefined, dataDir, {
      log,
      progress,
      clock,
      durability,
      bounds: spool,
      journeys,
    });
  }
  progress('engine');
  const engine = await openEngine({
    dataDir,
    mode: options.mode ?? 'own',
    log,
    ...(options.memoryLimit !== undefined && { memoryLimit: options.memoryLimit }),
  });
  try {
    return await assemble(engine.connection, engine, dataDir, {
      log,
      progress,
      clock,
      durability,
      bounds: spool,
      journeys,
    });
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

interface Context {
  log: (line: string) => void;
  progress: NonNullable<StoreOptions['onProgress']>;
  clock: () => number;
  durability: StoreOptions['durability'];
  bounds: StoreOptions['spool'];
  journeys: StoreOptions['journeys'];
}

async function assemble(
  connection: Connection,
  engine: Engine | undefined,
  dataDir: string,
  { log, progress, clock, durability, bounds, journeys: journeyOptions }: Context,
): Promise<Store> {
  const { url } = connection;
  progress('migrate');
  await migrate(connection, { log });
  const client = createClient(connection);
  const secrets = createSiteSecrets({ client, url, clock });
  const sites = createSiteStore({ client, url, clock, secrets });
  const database = createDatabase(client, url);
  const spools: OpenedSpool<never>[] = [];
  let repeats: Repeats | undefined;
  const byColumn = createColumnLayout(log);
  const insertListeners = new Set<Parameters<Store['onInserted']>[0]>();
  const insertEvents: Store['insertEvents'] = (rows, token) =>
    insertRows(client, url, 'events', rows, token);
  const insertSegment =
    (table: InsertTable) =>
    async (rows: SegmentRows, token: string, signal: AbortSignal): Promise<void> => {
      if (table !== 'events') return insertSegmentRows(client, url, table, rows, token, signal);
      await unlessAborted(about.suppressions.refresh(), signal);
      const allowed = withoutErased(rows, Number.parseInt(token, 10), about.suppressions);
      const kept = (await repeats?.leftOut(allowed, signal)) ?? allowed;
      if (kept.rows === 0) return;
      const sent = (await byColumn.layOut(kept)) ?? kept;
      await insertSegmentRows(client, url, table, sent, token, signal);
    };
  const identity = openIdentity({ database, clock });
  const about = await openPeople({
    identity,
    client,
    url,
    dataDir,
    clock,
    log,
    sites,
    storedId: storedIds(sites, secrets),
    insertEvents,
    insertSegment,
    spools: () => spools,
    markTouched: (site, ids) => journeys.mark(site, ids),
  });
  const plainReader = createReader(client, url, () => about.hidden.filter());
  const registry = createRegistry({ client, url, database, reader: plainReader, clock });
  // Sorting and grouping of everything may be silent for as long as it takes.
  const patient = createClient(connection, connection.database, 86_400_000);
  const journeys = openJourneys({
    database,
    patient: createDatabase(patient, url),
    clock,
    log,
    mapping: (site) => registry.mapping(site),
    ...journeyOptions,
  });
  const journeyDefinitions = createJourneyDefinitions({ database, clock });
  const reader: Reader = {
    ...plainReader,
    settled: async (site) => void (await identity.settle(site)),
    touchMapping: (site, version) => registry.mapping(site, version),
    sequences: (site, kind) => journeys.ready(site, kind),
    matches: createMatches(plainReader.keep, database.command, clock),
    journey: (site, name, version) => journeyDefinitions.find(site, name, version),
    stamp: () => storedStamp(plainReader, () => about.hidden.filter()),
  };
  const streams = createStreamReader(patient, url, () => about.hidden.filter());
  const eventIds = createEventIds({ database, reader });
  const watching: (() => void)[] = [];
  const spool = async <Row>(table: InsertTable): Promise<OpenedSpool<Row>> => {
    const directory = path.join(dataDir, 'spool', table);
    const opened = await openSpool<Row>({
      directory,
      insert: insertSegment(table),
      codec: (table === 'events' ? eventRows : jsonLines) as RowCodec<Row>,
      ...(durability && { durability }),
      ...bounds,
      clock,
      log,
      onInserted: (inserted) => {
        for (const listener of insertListeners) listener(table, inserted);
        if (table === 'events') void repeats?.settle(opened.stats().oldestMs);
      },
    });
    spools.push(opened as OpenedSpool<never>);
    if (table === 'events' && watching.length === 0)
      watching.push(about.suppressions.watch(), eventIds.watch(log));
    return opened;
  };
  const eventSpool = async (): Promise<EventSpool> => {
    const opening = await openRepeats({
      disk: nodeDisk,
      directory: path.join(dataDir, 'spool', 'events'),
      clock,
      known: (siteId, ids, signal) => eventIds.known(siteId, ids, { signal }),
    });
    repeats = opening;
    return { ...(await spool<EventRow>('events')), expectRepeats: () => opening.expect() };
  };
  engine?.onRestart(() => {
    for (const opened of spools) opened.wake();
  });

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all(spools.map((opened) => opened.close()));
    for (const unwatch of watching) unwatch();
    await byColumn.close();
    await journeys.close();
    await client.close();
    await patient.close();
    await engine?.stop();
  };
  progress('ready');
  return {
    connection,
    readOnlyConnection: engine?.readOnlyConnection,
    engine: engine ? 'embedded' : 'remote',
    attached: engine ? !engine.owned : false,
    enginePid: () => engine?.pid() ?? 0,
    reader,
    identity,
    journeys,
    journeyDefinitions,
    registry,
    streams,
    sites,
    tokens: createTokenStore({ client, url, clock }),
    keys: createKeyStore({ client, url, clock }),
    secrets,
    links: createLinkStore({ database, clock }),
    hooks: createHookStore({ database, clock }),
    phone: createPhoneStore({ database, clock }),
    costs: createCostStore({ database, clock }),
    insertEvents,
    insertEventBlocks: (blocks) => insertEventBlocks(client, url, blocks),
    eventsOf: (siteId, ids, span) => knownOf(connection, siteId, ids, span),
    insertEventLines: (lines, token) => insertLines(client, url, 'events', lines, token),
    insertQuarantine: (rows, token) => insertRows(client, url, 'quarantine', rows, token),
    eventIds,
    knownEventIds: (siteId, ids, limits) => eventIds.known(siteId, ids, limits),
    openEventSpool: eventSpool,
    unstoredEvents: () => readUnstored<EventRow>(path.join(dataDir, 'spool', 'events')),
    openQuarantineSpool: () => spool('quarantine'),
    openCountSpool: () => spool('aggregate_counts'),
    quarantine: createQuarantineStore({ database, clock }),
    setAside: createSetAsideStore({
      spoolDir: path.join(dataDir, 'spool'),
      insertEvents,
      insertQuarantine: (rows, token) => insertRows(client, url, 'quarantine', rows, token),
      knownEventIds: (siteId, ids) => eventIds.known(siteId, ids),
    }),
    people: about.people,
    segments: createSegmentStore({ database, clock }),
    membership: createSegmentMembership({ database, clock }),
    findings: createFindingStore({ database, clock }),
    foundTopics: createFoundTopics({ database, clock }),
    personas: createPersonaNames({ database, clock }),
    actions: createActions({ client, url, database, clock }),
    views: createSavedViews({ client, url, database, clock }),
    annotations: createAnnotations({ client, url, database, clock }),
    accounts: createAccountFacts({ insertEvents, suppressions: about.suppressions, clock }),
    search: createPeopleSearch({ database, reader, secrets, people: about.people }),
    suppressions: about.suppressions,
    audit: about.audit,
    retention: about.retention,
    enrichment: createEnrichment({
      database: createDatabase(patient, url),
      changed: (site) => journeys.forget(site),
    }),
    ping: () => pings(client),
    onInserted(listener) {
      insertListeners.add(listener);
      return () => insertListeners.delete(listener);
    },
    onEngineRestart: (listener) => engine?.onRestart(listener) ?? (() => undefined),
    close: () => (closed ??= close()),
  };
}

async function pings(client: Client): Promise<boolean> {
  try {
    return (await client.ping()).success;
  } catch {
    return false;
  }
}
