import { randomInt } from 'node:crypto';
import { sitePrivacySchema, words } from '@touchtrail/contract';
import type { Site, SitePrivacy, SitePrivacyInput } from '@touchtrail/contract';
import type { Client } from './client.ts';
import { toStoreError } from './client.ts';
import { StoreError } from './errors.ts';
import type { SiteSecrets } from './site-secrets.ts';
import { SiteConflict, siteVersion } from './site-version.ts';
import type { SiteStore } from './site-types.ts';

const say = words({
  'There is no site {id}.': 'Es gibt keine Site {id}.',
  'See `touchtrail site list` for the sites there are.':
    'Welche es gibt, sagt `touchtrail site list`.',
  'There is a site {id} already.': 'Es gibt schon eine Site {id}.',
  'The site {id} has this write key already.': 'Die Site {id} hat diesen Schreibschlüssel schon.',
  'Choose another id or name; `touchtrail site list` shows those there are.':
    'Wählen Sie eine andere Kennung oder einen anderen Namen; `touchtrail site list` zeigt, was es gibt.',
});

export interface SiteStoreDeps {
  client: Client;
  url: string;
  clock: () => number;
  secrets: SiteSecrets;
}

interface SiteRow {
  id: string;
  name: string;
  write_key: string;
  origins: string[];
  timezone: string;
  currency: string;
  consent_mode: Site['consentMode'];
  is_demo: boolean;
  previous_write_key: string;
  daily_events: number;
  privacy: string;
  created_at: number;
  updated_at: number;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A new write key: `wk_` and 24 random letters and digits (142 bits). */
export const newWriteKey = (): string =>
  `wk_${Array.from({ length: 24 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;

/** A policy that cannot be read counts as none was set: every default is the strict one. */
function privacyOf(text: string): SitePrivacy {
  try {
    const parsed = sitePrivacySchema.safeParse(text === '' ? {} : JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Falls through to the defaults.
  }
  return sitePrivacySchema.parse({});
}

const changedPrivacy = (before: SitePrivacy, changes: SitePrivacyInput): SitePrivacy =>
  sitePrivacySchema.parse({
    ...before,
    ...changes,
    retention: { ...before.retention, ...changes.retention },
  });

const toSite = (row: SiteRow): Site => ({
  id: row.id,
  name: row.name,
  writeKey: row.write_key,
  origins: row.origins,
  timezone: row.timezone,
  currency: row.currency,
  consentMode: row.consent_mode,
  isDemo: row.is_demo,
  ...(row.previous_write_key !== '' && { previousWriteKey: row.previous_write_key }),
  ...(row.daily_events > 0 && { dailyEvents: row.daily_events }),
  privacy: privacyOf(row.privacy),
});

/** Sites in ClickHouse. Every change is a new row; the newest counts. */
export function createSiteStore({ client, url, clock, secrets }: SiteStoreDeps): SiteStore {
  const rows = async (): Promise<SiteRow[]> => {
    try {
      const result = await client.query({
        query: `SELECT id, name, write_key, origins, timezone, currency, consent_mode, is_demo,
                  previous_write_key, daily_events, privacy,
                  toUnixTimestamp64Milli(created_at) AS created_at,
                  toUnixTimestamp64Milli(updated_at) AS updated_at
                FROM sites FINAL WHERE NOT deleted ORDER BY sites.created_at, id`,
        format: 'JSONEachRow',
        clickhouse_settings: { output_format_json_quote_64bit_integers: 0, readonly: '2' },
      });
      return await result.json<SiteRow>();
    } catch (error) {
      throw toStoreError(error, url);
    }
  };
  const put = async (site: Site, createdAt: number, updatedAt: number): Promise<Site> => {
    try {
      await client.insert({
        table: 'sites',
        values: [
          {
            id: site.id,
            name: site.name,
            write_key: site.writeKey,
            origins: site.origins,
            timezone: site.timezone,
            currency: site.currency,
            consent_mode: site.consentMode,
            is_demo: site.isDemo,
            previous_write_key: site.previousWriteKey ?? '',
            daily_events: site.dailyEvents ?? 0,
            privacy: JSON.stringify(site.privacy),
            created_at: createdAt,
            updated_at: updatedAt,
          },
        ],
        format: 'JSONEachRow',
        clickhouse_settings: { async_insert: 0 },
      });
      return site;
    } catch (error) {
      throw toStoreError(error, url, 'insert');
    }
  };
  // One after the other, so that each change is made of what the one before it left.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const changeNow = async (
    id: string,
    changes: (site: Site) => Partial<Site>,
    ifVersion?: string,
  ): Promise<Site> => {
    const row = (await rows()).find((candidate) => candidate.id === id);
    if (!row) {
      throw new StoreError(
        'site_unknown',
        say('There is no site {id}.', { id }),
        say('See `touchtrail site list` for the sites there are.'),
      );
    }
    // A clock that went back must not make the old row the newest.
    const updatedAt = Math.max(clock(), row.updated_at + 1);
    const site = toSite(row);
    if (ifVersion !== undefined && ifVersion !== siteVersion(site)) throw new SiteConflict(site);
    return put({ ...site, ...changes(site) }, row.created_at, updatedAt);
  };
  const change = (...asked: Parameters<typeof changeNow>): Promise<Site> =>
    inTurn(() => changeNow(...asked));
  const find = async (matches: (site: Site) => boolean) => (await rows()).map(toSite).find(matches);
  return {
    list: async () => (await rows()).map(toSite),
    find: (id) => find((site) => site.id === id),
    findByWriteKey: (writeKey) =>
      find((site) => site.writeKey === writeKey || site.previousWriteKey === writeKey),
    async add(site) {
      const writeKey = site.writeKey ?? newWriteKey();
      const taken = await find((other) => other.id === site.id || other.writeKey === writeKey);
      if (taken) {
        throw new StoreError(
          'site_exists',
          taken.id === site.id
            ? say('There is a site {id} already.', { id: site.id })
            : say('The site {id} has this write key already.', { id: taken.id }),
          say('Choose another id or name; `touchtrail site list` shows those there are.'),
        );
      }
      const now = clock();
      const privacy = sitePrivacySchema.parse(site.privacy ?? {});
      await secrets.hashKey(site.id);
      return put({ ...site, writeKey, privacy }, now, now);
    },
    update: (id, { privacy, ...changes }, ifVersion) =>
      change(
        id,
        (site) => ({
          ...changes,
          ...(privacy && { privacy: changedPrivacy(site.privacy, privacy) }),
        }),
        ifVersion,
      ),
    rotateWriteKey: (id, { keepOld = false } = {}) =>
      change(id, (site) => ({
        writeKey: newWriteKey(),
        previousWriteKey: keepOld ? site.writeKey : undefined,
      })),
    endOldWriteKey: (id) => change(id, () => ({ previousWriteKey: undefined })),
  };
}
