/** Texts of SQL that stand for a person's ids in a condition. */
export interface IdsSql {
  /** An expression for `IN`: the subject ids. */
  ids: string;
  /** An array expression: the ids as they stand in JSON text. */
  needles: string;
  /** An array expression: the subject ids. */
  list: string;
}

/** What a table holds about people, and what becomes of it. */
export type Duty =
  | {
      holds: 'people';
      /** Rows of a person; the site is bound as `{site:String}`. */
      mine: (sql: IdsSql) => string;
      /** `delete` the rows, or keep them under a `pseudonym`. */
      erase: 'delete' | 'pseudonym';
      /** Order of an export; ends in something unique enough to page by. */
      order: string;
      /** Made from rows of another table that are exported: an export leaves it out. */
      derived?: true;
    }
  | { holds: 'hashes'; why: string }
  | { holds: 'nobody'; why: string };

const byEither = ({ ids }: IdsSql): string =>
  `site_id = {site:String} AND (anonymous_id IN ${ids} OR user_id IN ${ids})`;

/** The id in a text of kind and id. */
const idIn = (column: string): string => `substring(${column}, position(${column}, ':') + 1)`;

/**
 * Every table of the database and its duty. A test fails when a table is missing here, and the proof
 * scan of an erasure reads all of them whatever this list says.
 */
export const duties: Readonly<Record<string, Duty>> = {
  events: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND subject_id IN ${ids}`,
    erase: 'delete',
    order: 'subject_id, ts, event_id',
  },
  id_edges: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND (from_id IN ${ids} OR to_id IN ${ids})`,
    erase: 'delete',
    order: 'from_kind, from_id, to_kind, to_id, kind, source',
  },
  id_map: {
    holds: 'people',
    // An e-mail hash of theirs names them, too, and stays on the disk until it is merged away.
    mine: ({ ids }) =>
      `site_id = {site:String} AND (id IN ${ids} OR ${idIn('person')} IN ${ids} OR ${idIn('grp')} IN ${ids})`,
    erase: 'delete',
    order: 'kind, id, version',
  },
  id_withdrawals: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND id IN ${ids}`,
    erase: 'delete',
    order: 'kind, id',
  },
  id_rules: {
    holds: 'people',
    mine: ({ ids }) =>
      `site_id = {site:String} AND (${idIn('from_key')} IN ${ids} OR ${idIn('to_key')} IN ${ids})`,
    erase: 'delete',
    order: 'from_key, to_key, at',
  },
  quarantine: {
    holds: 'people',
    mine: ({ ids, needles }) =>
      `site_id = {site:String} AND (event_id IN ${ids} OR arrayExists(n -> position(raw, n) > 0, ${needles}))`,
    erase: 'delete',
    order: 'received_at, event_id, cityHash64(raw)',
  },
  consent_receipts: {
    holds: 'people',
    mine: byEither,
    erase: 'pseudonym',
    order: 'anonymous_id, user_id, decided_at, id, purposes',
  },
  link_tokens: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND user_id IN ${ids}`,
    erase: 'delete',
    order: 'hash',
  },
  phone_leases: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND anonymous_id IN ${ids}`,
    erase: 'delete',
    order: 'number, since',
  },
  account_members: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND kind != 'account' AND id IN ${ids}`,
    erase: 'delete',
    order: 'account_id, kind, id, fact, role, department, source',
  },
  hashed_ids: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND id IN ${ids}`,
    erase: 'delete',
    order: 'hash, kind, id',
  },
  segment_members: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND id IN ${ids}`,
    erase: 'delete',
    order: 'segment, kind, id, version',
  },
  segment_changes: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND id IN ${ids}`,
    erase: 'delete',
    order: 'segment, change_id, updated_at',
  },
  segment_touched: {
    holds: 'people',
    mine: ({ ids }) => `site_id = {site:String} AND id IN ${ids}`,
    erase: 'delete',
    order: 'added_at, kind, id',
  },
  segments: { holds: 'nobody', why: 'saved conditions, and secrets of webhooks' },
  findings: { holds: 'nobody', why: 'what stood out of figures of many' },
  finding_watches: { holds: 'nobody', why: 'settings and secrets of webhooks' },
  finding_news: { holds: 'nobody', why: 'what stood out of figures of many; 90 days' },
  found_topics: { holds: 'nobody', why: 'words of topics, each written by several people' },
  persona_names: { holds: 'nobody', why: 'what groups of journeys are called' },
  actions: { holds: 'nobody', why: 'measures, and who of those who use the product takes them' },
  saved_views: {
    holds: 'nobody',
    why: 'questions of those who use the product; none about a person',
  },
  annotations: { holds: 'nobody', why: 'what happened on a day, as those who use the product say' },
  journey_sequences: {
    holds: 'people',
    mine: ({ ids, list }) =>
      `site_id = {site:String} AND (subject IN ${ids}
        OR (startsWith(subject, char(0)) AND substring(subject, 2) IN ${ids})
        OR hasAny(ids, arrayMap(x -> cityHash64(x), ${list})))`,
    erase: 'delete',
    order: 'kind, subject_hash, version',
    derived: true,
  },
  journey_touched: { holds: 'hashes', why: 'what must be made again; 30 days' },
  journey_state: { holds: 'nobody', why: 'times and versions' },
  journey_definitions: { holds: 'nobody', why: 'settings' },
  hidden_subjects: {
    holds: 'hashes',
    why: 'ids in the clear only while an erasure or a restriction lasts',
  },
  suppressions: { holds: 'hashes', why: 'so that what was erased does not come back' },
  privacy_requests: { holds: 'hashes', why: 'proof that a request was met' },
  audit_log: { holds: 'hashes', why: 'proof of who did what' },
  event_ids: {
    holds: 'nobody',
    why: 'random ids without a person, so that replays are known; 31 days',
  },
  event_ids_progress: { holds: 'nobody', why: 'times' },
  id_progress: { holds: 'nobody', why: 'times' },
  enrichment_values: {
    holds: 'nobody',
    why: 'what was told of raw values, by hash, while events are told again; two days at most',
  },
  installation: { holds: 'nobody', why: 'secrets of the installation' },
  sites: { holds: 'nobody', why: 'settings' },
  registry_versions: { holds: 'nobody', why: 'touchpoints, rules, and who saved them' },
  quarantine_replays: { holds: 'nobody', why: 'hashes of refused events that went in later' },
  site_secrets: { holds: 'nobody', why: 'keys' },
  tokens: { holds: 'nobody', why: 'hashes of tokens of those who use the product' },
  keys: { holds: 'nobody', why: 'hashes of keys of back ends' },
  key_uses: { holds: 'nobody', why: 'days on which keys were used' },
  hooks: { holds: 'nobody', why: 'settings and secrets of webhooks' },
  phone_pools: { holds: 'nobody', why: 'settings' },
  marketing_costs: { holds: 'nobody', why: 'what was spent' },
  currency_rates: { holds: 'nobody', why: 'what a currency is worth' },
  link_uses: { holds: 'nobody', why: 'random ids without a person' },
  privacy_counts: { holds: 'nobody', why: 'numbers' },
  aggregate_counts: { holds: 'nobody', why: 'numbers without ids' },
  schema_migrations: { holds: 'nobody', why: 'versions' },
};

/** Tables with rows of people, in the order in which an erasure goes through them. */
export const peopleTables = Object.entries(duties).flatMap(([table, duty]) =>
  duty.holds === 'people' ? [{ table, ...duty }] : [],
);
