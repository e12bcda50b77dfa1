import type { KpiMeasure, SavedJourney, Touchpoint, VocabularyTopic } from '@touchtrail/contract';
import type { AccountFacts } from './accounts/account-facts.ts';
import type { Identity } from './identity/open-identity.ts';
import type { EventIds } from './replay/event-ids.ts';
import type { Enrichment } from './enrich/rerun.ts';
import type { JourneyDefinitions } from './journeys/definitions.ts';
import type { Matched } from './journeys/matches.ts';
import type { Journeys } from './journeys/open-journeys.ts';
import type { KeyStore } from './keys.ts';
import type { HookStore } from './offline/hooks.ts';
import type { LinkStore } from './offline/links.ts';
import type { CostStore } from './costs/costs.ts';
import type { PhoneStore } from './offline/phone.ts';
import type { RegistryStore } from './registry/open-registry.ts';
import type { AuditLog, PeopleStore, Retention, Suppressions } from './people/types.ts';
import type { PeopleSearch } from './profile/search-people.ts';
import type { QuarantineStore } from './quarantine/quarantine-store.ts';
import type { ActionStore, AnnotationStore, SavedViewStore } from './kept/kinds.ts';
import type { FindingStore } from './findings/finding-store.ts';
import type { PersonaNames } from './personas/persona-names.ts';
import type { FoundTopics } from './topics/found-topics.ts';
import type { SegmentMembership } from './segments/membership.ts';
import type { SegmentStore } from './segments/segment-store.ts';
import type { SetAsideStore } from './quarantine/set-aside.ts';
import type { SiteSecrets } from './site-secrets.ts';
import type { SiteStore } from './site-types.ts';
import type { TokenStore } from './token-types.ts';
import type { StreamReader } from './stream-reader.ts';
import type { Inserted } from './spool/drain.ts';

/** How to reach a ClickHouse server over HTTP. */
export interface Connection {
  url: string;
  username: string;
  password: string;
  database: string;
}

/** A bound-parameter query. `sql` uses `{name:Type}` places only, never spliced values. */
export interface Query {
  sql: string;
  params?: Record<string, unknown>;
  /** The query fails beyond this many result rows. Default 200,000. */
  maxRows?: number;
  /** Default 30,000 ms. */
  timeoutMs?: number;
  /** The query fails when it needs more, bytes. Default 4 GB. */
  maxMemory?: number;
  /** Aborting cancels the query in the engine too. */
  signal?: AbortSignal;
  /** Told where it is when it takes longer than two seconds. */
  onProgress?: (progress: QueryProgress) => void;
}

/** Where a running query is, as the engine sees it. */
export interface QueryProgress {
  readRows: number;
  /** An estimate; 0 when it is not known. */
  totalRows: number;
  elapsedMs: number;
}

/** Typed, read-only, bounded access. */
export interface Reader {
  query<Row>(query: Query): Promise<Row[]>;
  /** Resolves when what is stored of a site is joined to people. Asked once before reading about people. */
  settled?(site: string): Promise<void>;
  /** How touches of a site are named, by its active registry or by a version of it. Without it: as sent. */
  touchMapping?(site: string, version?: number): Promise<TouchMapping>;
  /** Touches sorted already, with all that is stored; `undefined`: read events. Asked after `settled`. */
  sequences?(site: string, kind: 'person' | 'account'): Promise<StoredSequences | undefined>;
  /** Looks up subjects, as `subject`, for the questions of a report. The caller drops them at its end. */
  matches?(query: Query): Promise<Matched>;
  /** What the site calls a journey: the last version, or the one named. */
  journey?(site: string, name: string, version?: number): Promise<SavedJourney | undefined>;
  /** The same text as long as nothing that is stored, or hidden from reads, has changed; undefined: not known. */
  stamp?(): Promise<string | undefined>;
}

/** Sequences that reports may read: rows from `base` up to `version`, of each subject the newest. */
export interface StoredSequences {
  kind: 'person' | 'account';
  base: number;
  version: number;
  /** Whether subjects were made again since `base`. */
  renewed: boolean;
  /** Of the registry that names the touchpoints. */
  registry: number;
  touches: number;
}

/** What touches are called, by a version of a site's registry: SQL over a row of `events`. */
export interface TouchMapping {
  /** 0: the site has no registry. The same version is the same mapping for ever. */
  version: number;
  /** Key of the touchpoint. */
  touchKey: string;
  /** Phase of the touchpoint; empty text where it has none. */
  phase: string;
  /** Phases of the site in order; those that sites begin with when absent. */
  phases?: readonly string[];
  /** What comments of the site are about, and the words that tell so. */
  topics?: readonly VocabularyTopic[];
  /** Touchpoints whose KPI is a figure that reports know. */
  kpis?: readonly (Pick<Touchpoint, 'key' | 'kpi' | 'target' | 'bestInClass'> & {
    measure: KpiMeasure;
  })[];
  /** Place of the rule that names a row, from 1; 0: none does. Absent without a registry. */
  rule?: string;
  /** Keys of the registered touchpoints. */
  registered?: ReadonlySet<string>;
  /** What people do not see; absent where the registry names nothing of the kind. */
  backstage?: {
    /** Whether a row is a touch of it. Conversions and feedback are the person's own and never are. */
    isTouch: string;
    touchpoints: readonly Pick<Touchpoint, 'key' | 'phase'>[];
  };
  /** Values for the places of all of them. */
  params: Readonly<Record<string, string | readonly string[]>>;
}

export type EventSource = 'sdk' | 'server' | 'import' | 'rectification';

/** A row of `events` as it travels to ClickHouse in JSONEachRow; times are epoch ms. */
export interface EventRow {
  site_id: string;
  subject_id: string;
  ts: number;
  event_id: string;
  seq: number;
  type: string;
  name: string;
  received_at: number;
  source: EventSource;
  [column: string]: unknown;
}

/** A row of `quarantine`. */
export interface QuarantineRow {
  site_id: string;
  received_at: number;
  event_id: string;
  code: string;
  message: string;
  /** At most 32 KiB of what came. */
  raw: string;
  source: EventSource;
  /** Epoch ms by the sender's clock, when the batch left. */
  sent_at?: number;
  sdk?: string;
  /** `DE`, `US-CA`: which rule of consent applied. */
  place?: string;
  /** JSON receipt of the back end's key that covers it. */
  basis?: string;
}

/** A row of `aggregate_counts`: page views of people who are not measured. */
export interface CountRow {
  site_id: string;
  /** Epoch seconds, start of an hour. */
  hour: number;
  path: string;
  /** Host only. */
  referrer: string;
  channel: string;
  count: number;
}

/** A spool of rows for one table: durable first, in ClickHouse soon. */
export interface Spool<Row> {
  /**
   * Resolves when the rows are synced to disk: only then may they be acknowledged. Rejects with a
   * `StoreError` `spool_full`, `disk_full`, `spool_failed` or `closed`; then none of them is kept.
   */
  append(rows: readonly Row[]): Promise<void>;
  /**
   * Closes the current segment and resolves when all that was appended is in ClickHouse. Waits as long
   * as ClickHouse is away, and ends early only when the spool is closed.
   */
  flush(): Promise<void>;
  /** Syncs, drains what it can within `graceMs`, closes files. Segments left are drained at next start. */
  close(graceMs?: number): Promise<void>;
  /** `oldestMs` is the age in ms of the oldest row that is not in ClickHouse yet. */
  stats(): { segments: number; bytes: number; oldestMs: number | null; lastError: string | null };
}

/**
 * What an acknowledged row outlives: `power-loss` (synced to the disk), or `process` (handed to the
 * operating system: a crash of the service or the engine, not of the machine).
 */
export type Durability = 'power-loss' | 'process';

/** Tables whose rows go through a spool. */
export type SpooledTable = 'events' | 'quarantine' | 'aggregate_counts';

/** A spool as `openStore` gives it. */
export interface OpenedSpool<Row> extends Spool<Row> {
  /** Tries ClickHouse again now instead of after the current wait. */
  wake(): void;
  /** Rows on disk that are not known to be in ClickHouse, oldest first. */
  unstored(): AsyncIterable<Row>;
}

/** The spool of events. */
export interface EventSpool extends OpenedSpool<EventRow> {
  /**
   * Says that rows are about to come of which nobody knows whether they came before. Until all that
   * waits by then is stored, segments are compared with what is stored before they go in, also after a
   * kill. Resolves when that is on the disk, and rejects when the disk does not take it.
   */
  expectRepeats(): Promise<void>;
}

/** Steps of opening a store, in order. */
export type OpenStep = 'engine' | 'connect' | 'migrate' | 'ready';

export interface StoreOptions {
  /** Holds the engine's files and the spool. Made when missing. */
  dataDir: string;
  /** `http(s)://user:password@host:port/database`: a server in place of the embedded engine. */
  clickhouseUrl?: string;
  /** Epoch ms. Default `Date.now`. */
  clock?: () => number;
  /** Gets one line for each thing an operator should know. */
  log?: (line: string) => void;
  /** Called as opening goes on. */
  onProgress?: (step: OpenStep) => void;
  /**
   * `own` (default): fails when another process uses the directory. `attach-or-start`: uses the engine
   * that runs, else starts one until `close()`.
   */
  mode?: 'own' | 'attach-or-start';
  /** What acknowledged rows outlive. Default `power-loss`. */
  durability?: Durability;
  /**
   * Bounds of each spool: rows are refused while more than `maxBytes` wait (default 1 GiB), and while the
   * disk has less than `minFreeBytes` free (default 256 MiB).
   */
  spool?: { maxBytes?: number; minFreeBytes?: number };
  /** From how many touches of a site on sequences are made, and how long a report waits for them, ms. */
  journeys?: { minTouches?: number; waitMs?: number };
  /** Bytes the embedded engine may use. Default 40 % of the machine's memory. */
  memoryLimit?: number;
}

/** ClickHouse, ready to use. */
export interface Store {
  connection: Connection;
  /** For Grafana, Metabase and the like: a user that may only read. Embedded engine only. */
  readOnlyConnection: Connection | undefined;
  engine: 'embedded' | 'remote';
  /** Whether the embedded engine belongs to another process. */
  attached: boolean;
  /** Process id of the embedded engine, 0 while there is none. */
  enginePid(): number;
  reader: Reader;
  /** Results of any size, as bytes. */
  streams: StreamReader;
  sites: SiteStore;
  tokens: TokenStore;
  /** Keys of back ends. */
  keys: KeyStore;
  secrets: SiteSecrets;
  /** Links with a token: QR codes, letters, mails. */
  links: LinkStore;
  /** Webhooks of other systems. */
  hooks: HookStore;
  /** Phone numbers by visit. */
  phone: PhoneStore;
  costs: CostStore;
  /**
   * Inserts rows and resolves when they are on disk. With a `token`, a repeat of the same rows under
   * the same token adds nothing. 10,000 to 20,000 rows a call, two calls at a time, is fastest.
   */
  insertEvents(rows: readonly EventRow[], token?: string): Promise<void>;
  /** Like {@link insertEvents}, of rows that are JSON lines already: `JSON.stringify(row)` and LF each. */
  insertEventLines(lines: Iterable<Buffer> | AsyncIterable<Buffer>, token?: string): Promise<void>;
  /** Like {@link insertEvents}, of blocks in ClickHouse's `Native` format; see `encodeBlock`. */
  insertEventBlocks(blocks: readonly Buffer[]): Promise<void>;
  /**
   * Which of many events are stored, as UUIDs in lower case. `ids` has 16 bytes of each as ClickHouse
   * holds them; with `span` only events of that time (epoch ms) are looked through.
   */
  eventsOf(siteId: string, ids: Buffer, span?: { from: number; to: number }): Promise<Set<string>>;
  insertQuarantine(rows: readonly QuarantineRow[], token?: string): Promise<void>;
  /** Ids of stored events, and how they are taken over for look-ups. */
  eventIds: EventIds;
  /** Which of these event ids are stored already. */
  knownEventIds(
    siteId: string,
    ids: readonly string[],
    options?: { timeoutMs?: number; signal?: AbortSignal },
  ): Promise<Set<string>>;
  /** The spool of events in the data directory; one process at a time. */
  openEventSpool(): Promise<EventSpool>;
  /** Rows in the spool of the data directory, whichever process has it open, oldest first. */
  unstoredEvents(): AsyncIterable<EventRow>;
  openQuarantineSpool(): Promise<OpenedSpool<QuarantineRow>>;
  openCountSpool(): Promise<OpenedSpool<CountRow>>;
  /** Refused events, and what became of them. */
  quarantine: QuarantineStore;
  /** Rows of the spool that ClickHouse refused. */
  setAside: SetAsideStore;
  /** Which ids are one person's, and why. */
  identity: Identity;
  /** Touches of each subject in order, made once for all reports. */
  journeys: Journeys;
  /** What a site calls a journey. */
  journeyDefinitions: JourneyDefinitions;
  /** What touches are called: touchpoints, rules and vocabulary, in versions. */
  registry: RegistryStore;
  /** What is known about people, and their requests. */
  people: PeopleStore;
  /** Saved conditions on people. */
  segments: SegmentStore;
  /** Who is in segments that somebody is told about. */
  membership: SegmentMembership;
  /** What stood out, who looks for it, and who is told. */
  findings: FindingStore;
  /** Topics that were found in comments. */
  foundTopics: FoundTopics;
  /** What people call groups of journeys. */
  personas: PersonaNames;
  /** What people do because of findings. */
  actions: ActionStore;
  /** Questions that people keep under a name. */
  views: SavedViewStore;
  /** What happened on a day, as people note it. */
  annotations: AnnotationStore;
  /** What is said of accounts: members, roles, partners. */
  accounts: AccountFacts;
  /** People and accounts by what somebody knows of them. */
  search: PeopleSearch;
  /** Who must not come in; kept fresh while an event spool is open. */
  suppressions: Suppressions;
  audit: AuditLog;
  retention: Retention;
  /** Tells stored events again when the rules, or the rates of currencies, have changed. */
  enrichment: Enrichment;
  /** Whether ClickHouse answers. */
  ping(): Promise<boolean>;
  /** Calls back after each insert of a spool, for metrics. Returns how to stop. */
  onInserted(listener: (table: SpooledTable, inserted: Inserted) => void): () => void;
  /** Calls back after the embedded engine ended unexpectedly and is back. Returns how to stop. */
  onEngineRestart(listener: () => void): () => void;
  /** Closes the spools opened here, the client, and the engine this process started. */
  close(): Promise<void>;
}
