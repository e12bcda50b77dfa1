import { createHmac } from 'node:crypto';
import type { Database } from './database.ts';

/** The keyed hash of a subject of a site: the same for the same person, and not to be guessed back. */
export type SubjectHash = (siteId: string, subjectId: string) => string;

/** Ids remembered with their hash: neighbouring events mostly share theirs. */
const remembered = 10_000;

/**
 * HMAC-SHA-256 of site and id under the installation's own secret, as 43 letters.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export function createSubjectHash(salt: string): SubjectHash {
  const key = Buffer.from(salt, 'hex');
  const known = new Map<string, string>();
  return (siteId, subjectId) => {
    const text = `${siteId}\u0000${subjectId}`;
    let hash = known.get(text);
    if (hash === undefined) {
      hash = createHmac('sha256', key).update(text).digest('base64url');
      if (known.size >= remembered) known.clear();
      known.set(text, hash);
    }
    return hash;
  };
}

/** The secret that migrations made; the earliest counts, should two have made one at once. */
export async function readSubjectSalt(database: Database): Promise<string> {
  const [row] = await database.query<{ value: string }>(
    `SELECT value FROM installation WHERE key = 'subject_salt' ORDER BY created_at, value LIMIT 1`,
  );
  if (!row) throw new Error('The installation has no subject_salt: migration 0004 did not finish.');
  return row.value;
}
