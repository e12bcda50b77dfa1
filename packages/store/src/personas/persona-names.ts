import type { Database } from '../people/database.ts';

/** What people call a persona. Times are epoch ms. */
export interface PersonaName {
  key: string;
  version: number;
  name: string;
  description: string;
  /** The path it was found by, so that it is known again when that changes a little. */
  typical: string[];
  actor: string;
  at: number;
}

/** Names of personas in versions; none is overwritten. */
export interface PersonaNames {
  /** Last versions of those that are not removed. */
  list(site: string): Promise<PersonaName[]>;
  /** All versions, newest first; an empty name took the one before back. */
  versions(site: string, key: string): Promise<PersonaName[]>;
  /** Saves a name as a new version; an empty one takes it back. */
  set(
    site: string,
    input: Pick<PersonaName, 'key' | 'name' | 'description' | 'typical'>,
    actor: string,
  ): Promise<PersonaName>;
}

const columns = `key, version, name, description, typical, actor, toUnixTimestamp64Milli(persona_names.at) AS at`;

/** Names over their table. */
export function createPersonaNames({
  database,
  clock,
}: {
  database: Pick<Database, 'query' | 'insert'>;
  clock: () => number;
}): PersonaNames {
  const versions: PersonaNames['versions'] = (site, key) =>
    database.query<PersonaName>(
      `SELECT ${columns} FROM persona_names FINAL
       WHERE site_id = {site:String} AND key = {key:String} ORDER BY version DESC`,
      { site, key },
    );
  return {
    versions,
    async list(site) {
      const rows = await database.query<PersonaName>(
        `SELECT ${columns} FROM persona_names FINAL WHERE site_id = {site:String}
         ORDER BY key, version DESC LIMIT 1 BY key`,
        { site },
      );
      return rows.filter(({ name }) => name !== '');
    },
    async set(site, { key, name, description, typical }, actor) {
      const [last] = await versions(site, key);
      const row = {
        key,
        version: (last?.version ?? 0) + 1,
        name,
        description,
        typical,
        actor,
        at: clock(),
      };
      await database.insert('persona_names', [{ ...row, site_id: site, deleted: name === '' }]);
      return row;
    },
  };
}
