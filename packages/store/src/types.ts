import type { Site } from '@touchtrail/contract';

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
  /** Aborting cancels the query in the engine too. */
  signal?: AbortSignal;
}

/** Typed, read-only, bounded access. */
export interface Reader {
  query<Row>(query: Query): Promise<Row[]>;
}

export type EventSource = 'sdk' | 'server' | 'import';

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
}

/** Sites and admin tokens. Reads come from ClickHouse; callers on the hot path keep their own cache. */
export interface SiteStore {
  list(): Promise<Site[]>;
  find(id: string): Promise<Site | undefined>;
  findByWriteKey(writeKey: string): Promise<Site | undefined>;
  add(site: Omit<Site, 'writeKey'> & { writeKey?: string }): Promise<Site>;
  /** Gives the site a new write key and returns it; the old one stops working. */
  rotateWriteKey(id: string): Promise<Site>;
}

export interface TokenStore {
  /** Makes an admin token, stores its SHA-256 only, returns the token: the one time it is seen. */
  create(): Promise<string>;
  verify(token: string): Promise<boolean>;
  hasAny(): Promise<boolean>;
  /** Revokes every admin token and makes a new one. */
  rotate(): Promise<string>;
}

/** A spool of rows for one table: durable first, in ClickHouse soon. */
export interface Spool<Row> {
  /** Resolves when the rows are synced to disk: only then may they be acknowledged. */
  append(rows: readonly Row[]): Promise<void>;
  /** Closes the current segment and resolves when all that was appended is in ClickHouse. */
  flush(): Promise<void>;
  /** Syncs, drains what it can within `graceMs`, closes files. Segments left are drained at next start. */
  close(graceMs?: number): Promise<void>;
  stats(): { segments: number; bytes: number; oldestMs: number | null; lastError: string | null };
}
