import type { PersonMatch } from '@touchtrail/contract';
import { hashedValue } from '../consent/field-policies.ts';
import type { Database } from '../people/database.ts';
import type { PeopleStore } from '../people/types.ts';
import type { SiteSecrets } from '../site-secrets.ts';
import type { Reader } from '../types.ts';

/** Finds people by what somebody knows of them. */
export interface PeopleSearch {
  /**
   * People and accounts that a text names: a user id, an anonymous id, an account id, a keyed hash
   * (`h_…`), or an e-mail address or telephone number, which is hashed with the site's key first. Exact
   * matches only.
   *
   * @example
   * await store.search.find('shop', 'ada@example.org'); // [{ id: 'ada', kind: 'person', by: 'e-mail address' }]
   */
  find(site: string, text: string): Promise<PersonMatch[]>;
}

export interface PeopleSearchDeps {
  database: Pick<Database, 'query'>;
  /** Reads what may be seen: who is hidden is not found by a hash. */
  reader: Pick<Reader, 'query'>;
  secrets: SiteSecrets;
  people: Pick<PeopleStore, 'resolve'>;
}

const mostMatches = 20;
const isHash = /^h_[\w-]{22}$/;
const isPhone = /^\+?[\d\s()./-]{5,24}$/;

/** Ways to write the same address or number; which of them was hashed is the sender's choice. */
function variants(text: string): { by: PersonMatch['by']; texts: string[] } | undefined {
  const trimmed = text.trim();
  if (/^[^\s@]+@[^\s@]+$/.test(trimmed)) {
    return { by: 'e-mail address', texts: [...new Set([text, trimmed, trimmed.toLowerCase()])] };
  }
  if (isPhone.test(trimmed)) {
    const digits = trimmed.replaceAll(/[^\d+]/g, '');
    const plain = digits.replace('+', '');
    return {
      by: 'telephone number',
      texts: [...new Set([text, trimmed, digits, plain, `+${plain}`, digits.replace(/^00/, '+')])],
    };
  }
  return undefined;
}

export const createPeopleSearch = (deps: PeopleSearchDeps): PeopleSearch => ({
  async find(site, text) {
    const { database, reader, secrets, people } = deps;
    const found = new Map<string, PersonMatch>();
    const add = (match: PersonMatch): void => {
      if (found.size < mostMatches) found.set(`${match.kind} ${match.id}`, match);
    };
    const account = text.startsWith('account:') ? text.slice('account:'.length) : text;
    const person = await people.resolve(site, text);
    if (person.known && !text.startsWith('account:')) {
      const asUser = person.subjects.some(({ id, kind }) => kind === 'user' && id === text);
      add({ id: person.id, kind: 'person', by: asUser ? 'user id' : 'anonymous id' });
    }
    const accounts = await database.query(
      `SELECT 1 AS one FROM account_members WHERE site_id = {site:String} AND account_id = {account:String} LIMIT 1`,
      { site, account },
    );
    if (accounts.length > 0) add({ id: account, kind: 'account', by: 'account id' });

    const said = variants(text);
    const key = said && (await secrets.hashKey(site));
    const hashes = isHash.test(text)
      ? [text]
      : said && key
        ? said.texts.map((each) => hashedValue(key, each))
        : [];
    if (hashes.length > 0) {
      const rows = await reader.query<{ id: string }>({
        sql: `SELECT DISTINCT id FROM hashed_ids
              WHERE site_id = {site:String} AND hash IN {hashes:Array(String)} ORDER BY id LIMIT {most:UInt32}`,
        params: { site, hashes, most: mostMatches },
      });
      for (const { id } of rows) {
        const { id: leader } = await people.resolve(site, id);
        add({ id: leader, kind: 'person', by: said?.by ?? 'hash' });
      }
    }
    return [...found.values()];
  },
});
