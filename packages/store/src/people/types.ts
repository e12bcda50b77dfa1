import type { WouldRemove } from '@touchtrail/contract';

/** Ids that an event brings, as they are stored. */
export interface PersonIds {
  anonymousId?: string | undefined;
  userId?: string | undefined;
  /** Counts only for events that name neither a user nor a device. */
  accountId?: string | undefined;
}

/** Why events of an id are refused. */
export type Suppression = 'erased' | 'restricted';

/** Who must not come in again. Kept in memory, as keyed hashes, and refreshed every second. */
export interface Suppressions {
  /**
   * Whether events with these ids are refused. Costs nothing while a site has no entry.
   *
   * @example
   * if (store.suppressions.has('shop', { anonymousId, userId }) === 'erased') refuse();
   */
  has(siteId: string, ids: PersonIds): Suppression | undefined;
  /** The same for the subject of a row: a user id, an anonymous id, or `account:` and an account id. */
  hasSubject(siteId: string, subjectId: string): Suppression | undefined;
  /** Reads what other processes added. At most one question at a time. */
  refresh(): Promise<void>;
  /** Refreshes every second until the returned function is called. */
  watch(): () => void;
  /** Entries in memory. */
  size(): number;
}

/** What a subject id is. */
export type SubjectKind = 'user' | 'device' | 'account';

/** One subject of `events` that belongs to a person. */
export interface Subject {
  id: string;
  kind: SubjectKind;
}

/** Everything known of one human by their ids. */
export interface Person {
  site: string;
  /** The user id where there is one, else the id asked for. */
  id: string;
  /** The ids whose rows are this person's, {@link Person.id} first. */
  subjects: Subject[];
  /** Keyed hashes of e-mail addresses that hang together with them. */
  emails?: string[];
  /** Devices seen with this user and with others: nobody's alone, so they stay. */
  sharedDevices: string[];
  /** Whether anything is stored under these ids. */
  known: boolean;
}

export type PrivacyRequestKind = 'export' | 'erase' | 'restrict' | 'unrestrict' | 'rectify';

/** Steps of an erasure in order. */
export const erasureSteps = [
  'suppressed',
  'waiting',
  'counted',
  'deleting',
  'files',
  'purging',
  'proving',
  'clearing',
] as const;
export type ErasureStep = (typeof erasureSteps)[number];

/** Where an id was still found: a column of a table and how many rows. */
export interface Finding {
  table: string;
  column: string;
  rows: number;
}

/** What an erasure did. */
export interface ErasureReceipt {
  /** Ids that were erased; the ids themselves are not kept. */
  subjects: number;
  /** Rows by table, as they were before. */
  counts: Record<string, number>;
  /** Lines taken out of files of refused rows in the data directory. */
  fileLines: number;
  /** Devices shared with others, which stayed. */
  sharedDevices: number;
  /** Only a device, not the person. */
  deviceOnly?: boolean;
  /** Result of the proof scan; absent until it ran. */
  proof?: {
    tables: number;
    columns: number;
    /** Rows of other people, or of things, that still mention an id. Empty when nothing is left. */
    found: Finding[];
    at: number;
  };
  /** Parts that ClickHouse had not removed from disk yet when the request ended; normally 0. */
  partsLeft: number;
  elapsedMs: number;
}

/** A request of a person, as it is kept: without ids. Times are epoch ms. */
export interface PrivacyRequest {
  id: string;
  site: string;
  kind: PrivacyRequestKind;
  subjectHash: string;
  actor: string;
  state: 'running' | 'done' | 'failed';
  step: string;
  receipt: Partial<ErasureReceipt> & Record<string, unknown>;
  error: string;
  requestedAt: number;
  updatedAt: number;
}

/** Called as an erasure goes on. `share` is 0 to 1. */
export type OnErasure = (step: ErasureStep, share: number) => void;

/** Who asks, for the record. */
export interface Actor {
  /** Id of a token, or `command line`. */
  id: string;
  role: string;
}

/** What can be asked of what is known about people. */
export interface PeopleStore {
  /** All ids of the person that an id belongs to. */
  resolve(site: string, anyId: string): Promise<Person>;
  /**
   * Everything about a person as lines of JSON, in bounded memory. The last line is
   * `{"type":"end",…}`; without it the export is not whole.
   *
   * @throws StoreError `person_unknown`
   */
  export(site: string, anyId: string, actor: Actor, signal?: AbortSignal): AsyncGenerator<string>;
  /**
   * Leaves a person out of every report and refuses their events, as of now, and records that their
   * data must be deleted. {@link PeopleStore.runErasure} deletes.
   *
   * With `deviceOnly` it is about one device alone: its own rows go, rows of the user it was seen with
   * only lose the device's id.
   *
   * @throws StoreError `person_unknown`
   */
  requestErasure(
    site: string,
    anyId: string,
    actor: Actor,
    options?: { deviceOnly?: boolean },
  ): Promise<PrivacyRequest>;
  /** Deletes for a request, from wherever an earlier try stopped. Resolves with the finished request. */
  runErasure(requestId: string, onProgress?: OnErasure): Promise<PrivacyRequest>;
  /** Erasures that are not done and that nobody has been working on for a while. */
  waitingErasures(): Promise<string[]>;
  /**
   * Devices and users that asked to be erased when they took consent back, and are not: the service
   * ended in between. Reads all events.
   */
  missedErasures(): Promise<{ site: string; id: string; deviceOnly: boolean }[]>;
  /** Leaves a person out of reports and refuses their events; nothing is deleted. */
  restrict(site: string, anyId: string, actor: Actor): Promise<PrivacyRequest>;
  /** Ends a restriction. @throws StoreError `not_restricted` */
  unrestrict(site: string, anyId: string, actor: Actor): Promise<PrivacyRequest>;
  /** States corrected attributes as a new fact; the last statement counts. */
  rectify(
    site: string,
    anyId: string,
    props: Readonly<Record<string, string | number | boolean | null>>,
    actor: Actor,
  ): Promise<PrivacyRequest>;
  /** Requests, newest first. */
  requests(filter?: { site?: string; id?: string; limit?: number }): Promise<PrivacyRequest[]>;
  /** The hash under which logs name a subject. */
  hash(site: string, subjectId: string): string;
}

/** Something that was done, for the record. */
export interface AuditEntry {
  action: string;
  actor: string;
  role?: string;
  site?: string;
  /** The subject's id; only its hash is kept. */
  subject?: string;
  requestId?: string;
  detail?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** An entry as it is kept. `at` is epoch ms. */
export interface AuditRow {
  at: number;
  id: string;
  site: string;
  actor: string;
  role: string;
  action: string;
  subjectHash: string;
  requestId: string | null;
  detail: Record<string, unknown>;
}

/** The record of who looked at, took out or deleted what. Entries are only ever added. */
export interface AuditLog {
  /** Resolves when the entry is on disk. */
  add(entry: AuditEntry): Promise<void>;
  /** Entries, newest first. */
  list(filter?: {
    site?: string;
    action?: string;
    /** A subject's id. Needs `site`. */
    subject?: string;
    from?: number;
    to?: number;
    limit?: number;
  }): Promise<AuditRow[]>;
}

/** What a run of the retention removed: rows by site and table. */
export interface Expired {
  site: string;
  table: string;
  rows: number;
}

/** Deletes what is older than each site's policy allows. */
export interface Retention {
  run(): Promise<Expired[]>;
  /** What the next run would delete of a site if these parts of its retention were so many days. */
  wouldRemove(
    site: string,
    parts: readonly Pick<WouldRemove, 'part' | 'days'>[],
  ): Promise<WouldRemove[]>;
}
