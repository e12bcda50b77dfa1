import { segmentRuleSchema, words } from '@touchtrail/contract';
import type { Segment, SegmentInput } from '@touchtrail/contract';
import { VersionConflict, addVersion, saveVersion } from '../add-version.ts';
import { StoreError } from '../errors.ts';
import { changedWebhook, readWebhook, writtenWebhook } from '../kept-webhook.ts';
import type { Database } from '../people/database.ts';

const say = words({
  'There is no segment @{key} on {site}.': 'Auf {site} gibt es kein Segment @{key}.',
  'See `touchtrail segment list`.': 'Siehe `touchtrail segment list`.',
});

/** A segment whose changes somebody is told. */
export interface WatchedSegment extends Segment {
  webhook: { url: string };
  /** What deliveries are signed with: SHA-256 of the secret, hex. Keep it out of answers and logs. */
  signingKey: string;
}

/** Saved segments of sites. A change makes a new version; none is overwritten. */
export interface SegmentStore {
  list(site: string): Promise<Segment[]>;
  /** The last version, or the one named. */
  find(site: string, key: string, version?: number): Promise<Segment | undefined>;
  /** All versions, newest first. */
  versions(site: string, key: string): Promise<(Segment & { deleted: boolean })[]>;
  /**
   * Saves a segment as a new version, or answers the last when nothing differs.
   *
   * @returns with `secret` when a webhook is new: the one time it is seen, only its SHA-256 is stored
   * @throws VersionConflict when another version than `ifVersion` counts; 0: there is none
   */
  set(
    site: string,
    input: Omit<SegmentInput, 'site'>,
    actor: string,
  ): Promise<{ segment: Segment; secret?: string }>;
  /** @throws StoreError `segment_unknown` */
  remove(site: string, key: string, actor: string): Promise<void>;
  /** Segments with a webhook, of all sites. */
  watched(): Promise<WatchedSegment[]>;
}

interface Row {
  site: string;
  key: string;
  version: number;
  name: string;
  description: string;
  rule: string;
  webhook: string;
  deleted: boolean;
  actor: string;
  at: number;
}

interface Stored extends Segment {
  signingKey: string;
  deleted: boolean;
}

const columns = `site_id AS site, key, version, name, description, rule, webhook, deleted, actor,
  toUnixTimestamp64Milli(segments.at) AS at`;

const storedOf = (row: Row): Stored => ({
  key: row.key,
  site: row.site,
  version: row.version,
  name: row.name,
  description: row.description,
  rule: segmentRuleSchema.parse(JSON.parse(row.rule)),
  ...readWebhook(row.webhook),
  deleted: row.deleted,
  actor: row.actor,
  at: row.at,
});

const shown = ({ signingKey: _key, deleted: _deleted, ...segment }: Stored): Segment => segment;

export function createSegmentStore({
  database,
  clock,
}: {
  database: Database;
  clock: () => number;
}): SegmentStore {
  const versions = async (site: string, key: string): Promise<Stored[]> => {
    const rows = await database.query<Row>(
      `SELECT ${columns} FROM segments FINAL
       WHERE site_id = {site:String} AND key = {key:String} ORDER BY version DESC`,
      { site, key },
    );
    return rows.map(storedOf);
  };
  /** The last version of each, deleted ones left out. */
  const current = async (site?: string): Promise<Stored[]> => {
    const rows = await database.query<Row>(
      `SELECT ${columns} FROM segments FINAL
       WHERE ${site === undefined ? 'true' : 'site_id = {site:String}'}
       ORDER BY site_id, key, version DESC LIMIT 1 BY site_id, key`,
      site === undefined ? {} : { site },
    );
    return rows.map(storedOf).filter(({ deleted }) => !deleted);
  };
  const write = (stored: Stored): Promise<boolean> =>
    addVersion(database, 'segments', ['key', stored.key], {
      site_id: stored.site,
      version: stored.version,
      name: stored.name,
      description: stored.description,
      rule: JSON.stringify(stored.rule),
      webhook: writtenWebhook(stored),
      deleted: stored.deleted,
      actor: stored.actor,
      at: stored.at,
    });
  const counts = async (site: string, key: string): Promise<Stored | undefined> => {
    const [last] = await versions(site, key);
    return last?.deleted === false ? last : undefined;
  };
  const conflict = async (site: string, key: string): Promise<VersionConflict> => {
    const now = await counts(site, key);
    return new VersionConflict('segment', now ? shown(now) : null);
  };
  return {
    list: async (site) => (await current(site)).map(shown),
    async find(site, key, version) {
      const all = await versions(site, key);
      const found = version === undefined ? all[0] : all.find((each) => each.version === version);
      return found && !found.deleted ? shown(found) : undefined;
    },
    versions: async (site, key) =>
      (await versions(site, key)).map(({ signingKey: _key, ...rest }) => rest),
    set(site, { key, name, description, rule, webhook, ifVersion }, actor) {
      const save = async () => {
        const [last] = await versions(site, key);
        const before = last?.deleted === false ? last : undefined;
        if (ifVersion !== undefined && ifVersion !== (before?.version ?? 0)) return undefined;
        const { kept, secret } = changedWebhook(before, webhook);
        const segment: Stored = {
          key,
          site,
          version: (last?.version ?? 0) + 1,
          name: name === '' ? (before?.name ?? '') : name,
          description: description ?? before?.description ?? '',
          rule,
          ...kept,
          deleted: false,
          actor,
          at: clock(),
        };
        const says = (one: Stored): string =>
          JSON.stringify([one.name, one.description, one.rule, one.webhook]);
        if (before && says(before) === says(segment)) return { segment: shown(before) };
        if (!(await write(segment))) return undefined;
        return { segment: shown(segment), ...(secret !== undefined && { secret }) };
      };
      return saveVersion(save, () => conflict(site, key), ifVersion !== undefined);
    },
    async remove(site, key, actor) {
      const save = async () => {
        const last = await counts(site, key);
        if (!last) {
          throw new StoreError(
            'segment_unknown',
            say('There is no segment @{key} on {site}.', { key, site }),
            say('See `touchtrail segment list`.'),
          );
        }
        const version = last.version + 1;
        const gone = { ...last, version, webhook: null, deleted: true, actor, at: clock() };
        return (await write(gone)) || undefined;
      };
      await saveVersion(save, () => conflict(site, key), false);
    },
    async watched() {
      return (await current()).flatMap(({ deleted: _deleted, webhook, ...segment }) =>
        webhook ? [{ ...segment, webhook }] : [],
      );
    },
  };
}
