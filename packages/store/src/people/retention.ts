import { randomUUID } from 'node:crypto';
import type { Site } from '@touchtrail/contract';
import type { Database } from './database.ts';
import { runMutation } from './mutation.ts';
import type { AuditLog, Expired, Retention } from './types.ts';

export interface RetentionDeps {
  database: Database;
  sites: { list(): Promise<Site[]> };
  audit: AuditLog;
  clock: () => number;
}

const dayMs = 86_400_000;
/** Entries of the audit log that belong to no site. */
const ownAuditDays = 1_095;

const olderThan = (column: string): string =>
  `${column} < fromUnixTimestamp64Milli({before:Int64}, 'UTC')`;

const rules: readonly {
  table: string;
  keep: keyof Site['privacy']['retention'];
  where: string;
}[] = [
  { table: 'events', keep: 'events', where: olderThan('received_at') },
  {
    // A link says something about a person as long as one of their events is there.
    table: 'id_edges',
    keep: 'events',
    where: `${olderThan('last_seen')} AND from_id NOT IN (SELECT anonymous_id FROM events WHERE site_id = {site:String})
      AND to_id NOT IN (SELECT subject_id FROM events WHERE site_id = {site:String})`,
  },
  {
    // What is joined by links that are gone, and nothing else is known of.
    table: 'id_map',
    keep: 'events',
    where: `{before:Int64} > 0 AND id NOT IN (SELECT from_id FROM id_edges WHERE site_id = {site:String})
      AND id NOT IN (SELECT to_id FROM id_edges WHERE site_id = {site:String})`,
  },
  // What was told of somebody goes with the last of their events.
  ...['account_members', 'hashed_ids'].map((table) => ({
    table,
    keep: 'events' as const,
    where: `${olderThan('last_seen')} AND id NOT IN (SELECT subject_id FROM events WHERE site_id = {site:String})`,
  })),
  {
    // Who left a segment so long ago.
    table: 'segment_members',
    keep: 'events',
    where: `NOT member AND ${olderThan('since')}`,
  },
  { table: 'consent_receipts', keep: 'receipts', where: olderThan('received_at') },
  { table: 'quarantine', keep: 'quarantine', where: olderThan('received_at') },
  { table: 'audit_log', keep: 'audit', where: olderThan('audit_log.at') },
];

const marksAgainSql = `INSERT INTO journey_touched (site_id, id)
  SELECT DISTINCT site_id, id FROM journey_touched
  WHERE site_id = {site:String} AND touched_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')`;

/** The table that each part is about; what is only derived from it goes with it. */
const tableOf = {
  events: ['events', 'received_at'],
  receipts: ['consent_receipts', 'received_at'],
  quarantine: ['quarantine', 'received_at'],
  audit: ['audit_log', 'audit_log.at'],
} as const;

/**
 * Deletes what is older than each site's policy allows, counted from the day it was received: an import
 * of last year's calls is kept as long as what came today. A table's TTL cannot know the policies of
 * sites, so this is run daily.
 */
export const createRetention = ({ database, sites, audit, clock }: RetentionDeps): Retention => ({
  wouldRemove: (site, parts) =>
    Promise.all(
      parts.map(async ({ part, days }) => {
        const [table, column] = tableOf[part];
        const [row] = await database.query<{ n: number }>(
          `SELECT count() AS n FROM ${table} WHERE site_id = {site:String} AND ${olderThan(column)}`,
          { site, before: clock() - days * dayMs },
        );
        return { part, days, rows: row?.n ?? 0 };
      }),
    ),
  async run() {
    const expired: Expired[] = [];
    const remove = async (site: string, table: string, where: string, days: number) => {
      const params = { site, before: clock() - days * dayMs };
      const full = `site_id = {site:String} AND ${where}`;
      const [row] = await database.query<{ n: number }>(
        `SELECT count() AS n FROM ${table} WHERE ${full}`,
        params,
      );
      if (!row || row.n === 0) return;
      const marks = { site, from: clock() };
      if (table === 'events') {
        const [asked] = await database.query<{ now: number }>(
          'SELECT toUnixTimestamp64Milli(now64(3)) AS now',
        );
        marks.from = asked?.now ?? marks.from;
        await database.command(
          `INSERT INTO journey_touched (site_id, id)
           SELECT DISTINCT {site:String}, cityHash64(subject_id) FROM events WHERE ${full}`,
          params,
        );
      }
      // The id is only there to find the mutation again.
      const run = randomUUID();
      await runMutation(
        database,
        table,
        `DELETE WHERE ${full} AND {run:String} != ''`,
        { ...params, run },
        run,
      );
      // Whoever made sequences in between made them of rows that are gone now.
      if (table === 'events') await database.command(marksAgainSql, marks);
      expired.push({ site, table, rows: row.n });
    };
    for (const site of await sites.list()) {
      for (const { table, keep, where } of rules) {
        const days = site.privacy.retention[keep];
        if (days !== null) await remove(site.id, table, where, days);
      }
    }
    await remove('', 'audit_log', olderThan('audit_log.at'), ownAuditDays);
    for (const { site, table, rows } of expired) {
      await audit.add({
        action: 'retention.applied',
        actor: 'service',
        site,
        detail: { table, rows },
      });
    }
    return expired;
  },
});
