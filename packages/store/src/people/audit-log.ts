import { randomUUID } from 'node:crypto';
import { StoreError } from '../errors.ts';
import type { Database } from './database.ts';
import type { SubjectHash } from './subject-hash.ts';
import type { AuditLog, AuditRow } from './types.ts';

export interface AuditLogDeps {
  database: Database;
  hash: SubjectHash;
  clock: () => number;
}

/** The audit log in the table `audit_log`, which keeps three years. There is no way to change a row. */
export const createAuditLog = ({ database, hash, clock }: AuditLogDeps): AuditLog => ({
  async add({ action, actor, role = '', site = '', subject, requestId, detail = {} }) {
    await database.insert('audit_log', [
      {
        at: clock(),
        id: randomUUID(),
        site_id: site,
        actor,
        role,
        action,
        subject_hash: subject === undefined ? '' : hash(site, subject),
        request_id: requestId ?? null,
        detail: JSON.stringify(detail),
      },
    ]);
  },
  async list({ site, action, subject, from, to, limit = 100 } = {}) {
    if (subject !== undefined && site === undefined) {
      throw new StoreError(
        'query_failed',
        'Entries about a person are found by site and id.',
        'Name the site too.',
      );
    }
    const conditions = [
      site !== undefined && 'site_id = {site:String}',
      action !== undefined && 'startsWith(action, {action:String})',
      subject !== undefined && 'subject_hash = {subject:String}',
      from !== undefined && `audit_log.at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')`,
      to !== undefined && `audit_log.at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`,
    ].filter((condition) => condition !== false);
    const rows = await database.query<Omit<AuditRow, 'detail'> & { detail: string }>(
      `SELECT toUnixTimestamp64Milli(audit_log.at) AS at, toString(audit_log.id) AS id, site_id AS site,
         actor, role, action, subject_hash AS subjectHash, toString(request_id) AS requestId, detail
       FROM audit_log
       WHERE ${['true', ...conditions].join(' AND ')}
       ORDER BY audit_log.at DESC, audit_log.id LIMIT {limit:UInt32}`,
      {
        limit,
        ...(site !== undefined && { site }),
        ...(action !== undefined && { action }),
        ...(subject !== undefined && { subject: hash(site ?? '', subject) }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      },
    );
    return rows.map((row) => ({
      ...row,
      detail: JSON.parse(row.detail) as Record<string, unknown>,
    }));
  },
});
