import { journeyDefinitionSchema } from '@touchtrail/contract';
import type { JourneyDefinition, SavedJourney } from '@touchtrail/contract';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';

/** What a site calls a journey. Versions are only ever added. */
export interface JourneyDefinitions {
  /** Last versions of those that are not removed, by name. */
  list(site: string): Promise<SavedJourney[]>;
  /** The last version, or the one named; undefined when there is none, or it was removed. */
  find(site: string, name: string, version?: number): Promise<SavedJourney | undefined>;
  /** Saves a new version, unless it says what the last one says; answers the one that counts. */
  set(
    site: string,
    name: string,
    definition: JourneyDefinition,
    actor: string,
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
  const write = (site: string, row: Row) =>
    database.insert('journey_definitions', [
      {
        site_id: site,
        name: row.name,
        version: row.version,
        definition: row.definition,
        actor: row.actor,
        created_at: row.at,
      },
    ]);

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
    async set(site, name, definition, actor) {
      const before = await last(site, name);
      const text = JSON.stringify(definition);
      if (before?.definition === text) return saved(before);
      const row = {
        name,
        version: (before?.version ?? 0) + 1,
        definition: text,
        actor,
        at: clock(),
      };
      await write(site, row);
      return saved(row);
    },
    async remove(site, name, actor) {
      const before = await last(site, name);
      if (!before || before.definition === '') {
        throw new StoreError(
          'journey_unknown',
          `The site has no journey ${JSON.stringify(name)}.`,
          'See which it has with `touchtrail journey list`.',
        );
      }
      await write(site, {
        name,
        version: before.version + 1,
        definition: '',
        actor,
        at: clock(),
      });
    },
  };
}
