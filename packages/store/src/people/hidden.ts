import type { Database } from './database.ts';
import type { SubjectHash } from './subject-hash.ts';
import { needles } from './resolve-person.ts';
import { runMutation } from './mutation.ts';
import { visibleByTable } from './visible.ts';
import type { Subject, Suppression } from './types.ts';

/** How long an answer "nobody is hidden" is believed; what this process hides counts at once. */
const believeMs = 500;

/** Who is hidden from reports. */
export interface Hidden {
  /** Condition by table that hides them; undefined while nobody is hidden, at no cost then. */
  filter(): Promise<Record<string, string> | undefined>;
  add(
    site: string,
    subjects: readonly Subject[],
    reason: Suppression,
    requestId: string,
  ): Promise<void>;
  /** Subjects of a request. */
  subjectsOf(requestId: string): Promise<Subject[]>;
  /** Requests that hide a subject. */
  requestsOf(site: string, subjectId: string, reason: Suppression): Promise<string[]>;
  /** Shows the subjects of a request again, and takes their ids off the disk. */
  remove(requestId: string): Promise<void>;
}

export function createHidden(deps: {
  database: Database;
  hash: SubjectHash;
  clock: () => number;
  /** Monotonic ms. */
  ticks: () => number;
  /** Told whose events come and go. */
  markTouched: (site: string, ids: readonly string[]) => Promise<void>;
}): Hidden {
  const { database, hash, clock, ticks, markTouched } = deps;
  let answer: { any: boolean; at: number } | undefined;
  let asking: Promise<boolean> | undefined;

  const ask = async (): Promise<boolean> => {
    const at = ticks();
    const rows = await database.query('SELECT 1 AS one FROM hidden_subjects LIMIT 1');
    answer = { any: rows.length > 0, at };
    return answer.any;
  };

  return {
    async filter() {
      const fresh = answer && ticks() - answer.at < believeMs ? answer.any : undefined;
      const any = fresh ?? (await (asking ??= ask().finally(() => (asking = undefined))));
      return any ? { ...visibleByTable } : undefined;
    },
    async add(site, subjects, reason, requestId) {
      const rows = subjects.map(({ id, kind }) => ({
        site_id: site,
        subject_id: id,
        kind,
        id_hash: hash(site, id),
        needles: needles(id),
        reason,
        request_id: requestId,
        at: clock(),
      }));
      await database.insert('hidden_subjects', rows);
      answer = { any: true, at: ticks() };
      await markTouched(
        site,
        subjects.map(({ id }) => id),
      );
    },
    subjectsOf: (requestId) =>
      database.query<Subject>(
        `SELECT subject_id AS id, any(kind) AS kind FROM hidden_subjects
         WHERE request_id = {request:UUID} GROUP BY subject_id ORDER BY min(hidden_subjects.at), id`,
        { request: requestId },
      ),
    async requestsOf(site, subjectId, reason) {
      const rows = await database.query<{ id: string }>(
        `SELECT DISTINCT toString(request_id) AS id FROM hidden_subjects
         WHERE site_id = {site:String} AND subject_id = {subject:String} AND reason = {reason:String}`,
        { site, subject: subjectId, reason },
      );
      return rows.map(({ id }) => id);
    },
    async remove(requestId) {
      const rows = await database.query<{ site: string; ids: string[] }>(
        `SELECT site_id AS site, groupUniqArray(subject_id) AS ids FROM hidden_subjects
         WHERE request_id = {request:UUID} GROUP BY site_id`,
        { request: requestId },
      );
      await runMutation(
        database,
        'hidden_subjects',
        'DELETE WHERE request_id = {request:UUID}',
        { request: requestId },
        requestId,
      );
      answer = undefined;
      for (const { site, ids } of rows) await markTouched(site, ids);
    },
  };
}
