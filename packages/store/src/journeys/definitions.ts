import { journeyDefinitionSchema, words } from '@touchtrail/contract';
import type { JourneyDefinition, SavedJourney } from '@touchtrail/contract';
import { VersionConflict, addVersion, saveVersion } from '../add-version.ts';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';

const say = words({
  'The site has no journey {name}.': 'Die Site hat keine Journey {name}.',
  'See which it has with `touchtrail journey list`.':
    'Welche es gibt, sagt `touchtrail journey list`.',
});

/** What a site calls a journey. Versions are only ever added. */
export interface JourneyDefinitions {
  /** Last versions of those that are not removed, by name. */
  list(site: string): Promise<SavedJourney[]>;
  /** The last version, or the one named; undefined when there is none, or it was removed. */
  find(site: string, name: string, version?: number): Promise<SavedJourney | undefined>;
  /**
   * Saves a new version, unless it says what the last one says; answers the one that counts.
   *
   * @param ifVersion the version that it was made of; 0: there was none. Without it the last one
   * @throws VersionConflict when another version counts
   */
  set(
    site: string,
    name: string,
    definition: JourneyDefinition,
    actor: string,
    ifVersion?: number,
  ): Promise<SavedJourney>;
  /** @throws StoreError `journey_unknown` */
  remove(site: string, name: string, actor: string): Promise<void>;
}

interface Row {
  name: string;
  version: number;
  definition: string;
  actor: string;
  at: number;
}

const columns = `name, version, definition, actor, toUnixTimestamp64Milli(created_at) AS at`;

const saved = ({ definition, ...row }: Row): SavedJourney => ({
  ...row,
  definition: journeyDefinitionSchema.parse(JSON.parse(definition)),
});

/** Definitions of journeys over their table. */
export function createJourneyDefinitions(deps: {
  database: Pick<Database, 'query' | 'insert'>;
  clock: () => number;
}): JourneyDefinitions {
  const { database, clock } = deps;
  const last = async (site: string, name: string): Promise<Row | undefined> => {
    const [row] = await database.query<Row>(
      `SELECT ${columns} FROM journey_definitions FINAL
       WHERE site_id = {site:String} AND name = {name:String} ORDER BY version DESC LIMIT 1`,
      { site, name },
    );
    return row;
  };
  const write = (site: string, row: Row): Promise<boolean> =>
    addVersion(database, 'journey_definitions', ['name', row.name], {
      site_id: site,
      version: row.version,
      definition: row.definition,
      actor: row.actor,
      created_at: row.at,
    });
  const conflict = async (site: string, name: string): Promise<VersionConflict> => {
    const now = await last(site, name);
    return new VersionConflict('journey', now && now.definition !== '' ? saved(now) : null);
  };

  return {
    async list(site) {
      const rows = await database.query<Row>(
        `SELECT ${columns} FROM journey_definitions FINAL WHERE site_id = {site:String}
         ORDER BY name, version DESC LIMIT 1 BY name`,
        { site },
      );
      return rows.filter(({ definition }) => definition !== '').map(saved);
    },
    async find(site, name, version) {
      const [row] = await database.query<Row>(
        `SELECT ${columns} FROM journey_definitions FINAL
         WHERE site_id = {site:String} AND name = {name:String}
           AND ({version:UInt32} = 0 OR version = {version:UInt32})
         ORDER BY version DESC LIMIT 1`,
        { site, name, version: version ?? 0 },
      );
      return row === undefined || row.definition === '' ? undefined : saved(row);
    },
    set(site, name, definition, actor, ifVersion) {
      const text = JSON.stringify(definition);
      const save = async () => {
        const before = await last(site, name);
        const counts = before === undefined || before.definition === '' ? 0 : before.version;
        if (ifVersion !== undefined && ifVersion !== counts) return undefined;
        if (before?.definition === text) return saved(before);
        const version = (before?.version ?? 0) + 1;
        const row = { name, version, definition: text, actor, at: clock() };
        return (await write(site, row)) ? saved(row) : undefined;
      };
      return saveVersion(save, () => conflict(site, name), ifVersion !== undefined);
    },
    async remove(site, name, actor) {
      const save = async () => {
        const before = await last(site, name);
        if (!before || before.definition === '') {
          throw new StoreError(
            'journey_unknown',
            say('The site has no journey {name}.', { name: JSON.stringify(name) }),
            say('See which it has with `touchtrail journey list`.'),
          );
        }
        const version = before.version + 1;
        return (
          (await write(site, { name, version, definition: '', actor, at: clock() })) || undefined
        );
      };
      await saveVersion(save, () => conflict(site, name), false);
    },
  };
}
