import { createHash, randomUUID } from 'node:crypto';
import type { Channel } from '@touchtrail/contract';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';

/** What a link says about whoever opens it. Times are epoch ms. */
export interface LinkFacts {
  /** Where it leads, without the token. */
  url: string;
  channel?: Channel | undefined;
  /** Where the link is met: `store.berlin`, `letter.autumn`. */
  touchpoint?: string | undefined;
  campaign?: { source?: string; medium?: string; name?: string; content?: string } | undefined;
  /** User id of whom it was sent to; absent: it is printed for many and names nobody. */
  person?: string | undefined;
  /** How often it may be opened; absent: any number of times. */
  maxUses?: number | undefined;
  expiresAt?: number | undefined;
}

/** A link as stored, without its token. */
export interface Link extends LinkFacts {
  id: string;
  siteId: string;
  createdAt: number;
  revokedAt?: number | undefined;
}

/** A link with how it is used: `usedBy` are ids of the events that opened it, where uses are counted. */
export interface FoundLink extends Link {
  hash: string;
  usedBy: ReadonlySet<string>;
}

/** Links that carry a token: on posters and receipts (QR), in letters, e-mails and messages. */
export interface LinkStore {
  /** Makes a link; the token is seen this once, only its SHA-256 is stored. */
  create(siteId: string, facts: LinkFacts): Promise<{ id: string; token: string }>;
  /** Newest first, with the number of openings. */
  list(siteId: string): Promise<(Link & { uses: number })[]>;
  /** The links of these tokens, as far as there are any. */
  find(siteId: string, tokens: readonly string[]): Promise<FoundLink[]>;
  /** @throws StoreError `link_unknown` */
  revoke(siteId: string, id: string): Promise<void>;
}

/**
 * What is stored of a token.
 *
 * @example
 * linkHash('0193BD4E-7C2A-4D3E-9F00-5F1B2A3C4D5E') === linkHash('0193bd4e-7c2a-4d3e-9f00-5f1b2a3c4d5e'); // true
 */
export const linkHash = (token: string): string =>
  createHash('sha256').update(token.toLowerCase()).digest('hex');

/**
 * A token: 122 random bits as a UUID, which scrubbers leave alone. Version 4 names a person; version 8
 * is printed for many, so that a browser may pass it on without consent to identification.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8
 */
export function newLinkToken(personal: boolean): string {
  const token = randomUUID();
  return personal ? token : `${token.slice(0, 14)}8${token.slice(15)}`;
}

interface Row {
  id: string;
  site_id: string;
  hash: string;
  url: string;
  channel: Channel | '';
  touchpoint: string;
  campaign_source: string;
  campaign_medium: string;
  campaign_name: string;
  campaign_content: string;
  user_id: string;
  max_uses: number;
  expires_at: number | null;
  created_at: number;
  revoked_at: number | null;
}

const some = (text: string): string | undefined => (text === '' ? undefined : text);

function toLink(row: Row): Link & { hash: string } {
  const campaign = Object.entries({
    source: row.campaign_source,
    medium: row.campaign_medium,
    name: row.campaign_name,
    content: row.campaign_content,
  }).filter(([, value]) => value !== '');
  return {
    id: row.id,
    siteId: row.site_id,
    hash: row.hash,
    url: row.url,
    channel: row.channel === '' ? undefined : row.channel,
    touchpoint: some(row.touchpoint),
    campaign: campaign.length > 0 ? Object.fromEntries(campaign) : undefined,
    person: some(row.user_id),
    maxUses: row.max_uses === 0 ? undefined : row.max_uses,
    expiresAt: row.expires_at ?? undefined,
    createdAt: row.created_at,
    revokedAt: row.revoked_at ?? undefined,
  };
}

const columns = `id, site_id, hash, url, channel, touchpoint, campaign_source, campaign_medium,
  campaign_name, campaign_content, user_id, max_uses,
  toUnixTimestamp64Milli(link_tokens.expires_at) AS expires_at,
  toUnixTimestamp64Milli(link_tokens.created_at) AS created_at,
  toUnixTimestamp64Milli(link_tokens.revoked_at) AS revoked_at`;

const toRow = (link: Link & { hash: string }, updatedAt: number): Record<string, unknown> => ({
  id: link.id,
  site_id: link.siteId,
  hash: link.hash,
  url: link.url,
  channel: link.channel ?? '',
  touchpoint: link.touchpoint ?? '',
  campaign_source: link.campaign?.source ?? '',
  campaign_medium: link.campaign?.medium ?? '',
  campaign_name: link.campaign?.name ?? '',
  campaign_content: link.campaign?.content ?? '',
  user_id: link.person ?? '',
  max_uses: link.maxUses ?? 0,
  expires_at: link.expiresAt ?? null,
  created_at: link.createdAt,
  revoked_at: link.revokedAt ?? null,
  updated_at: updatedAt,
});

export function createLinkStore(deps: { database: Database; clock: () => number }): LinkStore {
  const { database, clock } = deps;

  /** Who opened links whose uses are counted; two more than allowed are enough to know. */
  const usesOf = async (links: readonly Link[]): Promise<Map<string, Set<string>>> => {
    const uses = new Map<string, Set<string>>();
    const counted = links.filter((link) => link.maxUses !== undefined);
    if (counted.length === 0) return uses;
    const rows = await database.query<{ link: string; events: string[] }>(
      `SELECT link_id AS link, groupUniqArray(10000)(toString(event_id)) AS events
       FROM link_uses WHERE link_id IN {ids:Array(String)} GROUP BY link_id`,
      { ids: counted.map((link) => link.id) },
    );
    for (const { link, events } of rows) uses.set(link, new Set(events));
    return uses;
  };

  return {
    async create(siteId, facts) {
      const token = newLinkToken(facts.person !== undefined);
      const id = randomUUID();
      const now = clock();
      const link = { ...facts, id, siteId, hash: linkHash(token), createdAt: now };
      await database.insert('link_tokens', [toRow(link, now)]);
      return { id, token };
    },
    async list(siteId) {
      const rows = await database.query<Row & { uses: number }>(
        `SELECT ${columns}, uses.uses AS uses FROM link_tokens FINAL
         LEFT JOIN (SELECT link_id, uniqExact(event_id) AS uses FROM link_uses GROUP BY link_id) AS uses
           ON uses.link_id = link_tokens.id
         WHERE site_id = {site:String} ORDER BY link_tokens.created_at DESC, id LIMIT 10000`,
        { site: siteId },
      );
      return rows.map((row) => {
        const { hash: _hash, ...link } = toLink(row);
        return { ...link, uses: row.uses };
      });
    },
    async find(siteId, tokens) {
      const rows = await database.query<Row>(
        `SELECT ${columns} FROM link_tokens FINAL
         WHERE site_id = {site:String} AND hash IN {hashes:Array(String)}`,
        { site: siteId, hashes: [...new Set(tokens.map(linkHash))] },
      );
      const links = rows.map(toLink);
      const uses = await usesOf(links);
      return links.map((link) => ({ ...link, usedBy: uses.get(link.id) ?? new Set() }));
    },
    async revoke(siteId, id) {
      const [row] = await database.query<Row>(
        `SELECT ${columns} FROM link_tokens FINAL WHERE site_id = {site:String} AND id = {id:String}`,
        { site: siteId, id },
      );
      if (!row) {
        throw new StoreError(
          'link_unknown',
          `The site ${siteId} has no link ${id}.`,
          'See `touchtrail link list --site SITE` for the links there are.',
        );
      }
      const link = toLink(row);
      if (link.revokedAt !== undefined) return;
      const now = Math.max(clock(), link.createdAt + 1);
      await database.insert('link_tokens', [toRow({ ...link, revokedAt: now }, now)]);
    },
  };
}
