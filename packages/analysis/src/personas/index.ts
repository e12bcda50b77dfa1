import { setImmediate as breathe } from 'node:timers/promises';
import type { Persona, PersonasParameters, ReportTypes } from '@touchtrail/contract';
import { entryChannelParams } from '../base/entry-channel.ts';
import { envelope } from '../base/envelope.ts';
import { keepMostFrequent, nameOf, readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import { maxNodes } from '../paths/rows.ts';
import type { ReportContext } from '../reports.ts';
import { wilson } from '../stats/wilson.ts';
import { setsApart } from './describe.ts';
import { distance, readyPath } from './distance.ts';
import { findGroups } from './find-groups.ts';
import type { Groups } from './find-groups.ts';
import { named } from './named.ts';
import type { Given } from './named.ts';
import { nearRule } from './near-rule.ts';
import { variantsSql } from './query.ts';
import type { VariantRow } from './query.ts';
import { definition } from './words.ts';

/** Of what is left to chance: the same data give the same personas. */
const seed = 20_261_122;
/** Variants that are assigned before others get a turn. */
const atOnce = 5_000;

const journeysOf = (rows: readonly VariantRow[]): number =>
  rows.reduce((sum, { journeys }) => sum + journeys, 0);

/** Groups of journeys that are like each other, or that there are none. See {@link definition}. */
export async function personas(
  parameters: PersonasParameters,
  context: ReportContext,
): Promise<ReportTypes['personas']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: true });
  const { scope, query, names } = prepared;
  const kept = keepMostFrequent(prepared, maxNodes);
  const rows = await query<VariantRow>(variantsSql(scope, kept !== undefined), {
    ...entryChannelParams,
    ...(kept && { kept }),
  });
  await readNames(
    prepared,
    rows.flatMap(({ path }) => path),
  );
  const name = (id: string): string => nameOf(names, id);
  const numbers = new Map<string, number>();
  const paths = rows.map(({ path }) =>
    path.map((id) => {
      const known = numbers.get(id) ?? numbers.size;
      numbers.set(id, known);
      return known;
    }),
  );
  const clustered = rows.slice(0, parameters.variants);
  const groups = await findGroups(
    clustered.map(({ journeys }, at) => ({ path: paths[at] ?? [], journeys })),
    parameters.clusters,
    seed,
  );
  const all = rows[0]?.all ?? 0;
  const group = await assigned(paths, clustered.length, groups);
  const given = await query<Given>(
    `SELECT key, name, description, typical FROM persona_names FINAL WHERE site_id = {site:String}
     ORDER BY key, version DESC LIMIT 1 BY key`,
    { site: parameters.site },
  );
  const people = groups.clustering
    ? told(rows, group, groups.clustering, name, parameters.top, all, given)
    : [];
  return envelope('personas', definition, parameters, context, prepared, startedAt, {
    found: groups.found,
    why: groups.why && groups.why[prepared.language],
    personas: people,
    tried: groups.tried,
    variants: rows[0]?.variants ?? 0,
    clustered: wilson(journeysOf(clustered), all),
    assigned: groups.clustering ? journeysOf(rows.slice(clustered.length)) : 0,
    unassigned: groups.clustering ? all - journeysOf(rows) : 0,
  });
}

/** Group of each variant: as clustered, else of the nearest medoid. */
async function assigned(
  paths: readonly (readonly number[])[],
  clustered: number,
  { clustering }: Groups,
): Promise<Int32Array> {
  const group = new Int32Array(paths.length);
  if (!clustering) return group;
  group.set(clustering.group.subarray(0, clustered));
  const medoids = clustering.medoids.map((at) => readyPath(paths[at] ?? []));
  for (let at = clustered; at < paths.length; at++) {
    if (at % atOnce === 0) await breathe();
    const own = readyPath(paths[at] ?? []);
    let nearest = Infinity;
    for (const [number, medoid] of medoids.entries()) {
      const d = distance(own, medoid);
      if (d < nearest) {
        nearest = d;
        group[at] = number;
      }
    }
  }
  return group;
}

/** The groups in words and figures, the largest first. */
function told(
  rows: readonly VariantRow[],
  group: Int32Array,
  { medoids, stability, silhouettes }: NonNullable<Groups['clustering']>,
  name: (id: string) => string,
  top: number,
  all: number,
  given: readonly Given[],
): Persona[] {
  const groupOf = (at: number): number => group[at] ?? 0;
  const apart = setsApart(rows, groupOf, medoids.length, name, top);
  const typical = medoids.map((at) => (rows[at]?.path ?? []).map(name));
  const called = named(typical, given);
  return medoids
    .map((_medoid, number): Persona => {
      const own = rows.filter((_row, at) => groupOf(at) === number);
      const sum = (of: (row: VariantRow) => number): number =>
        own.reduce((total, row) => total + of(row), 0);
      const journeys = sum((row) => row.journeys);
      const closed = sum((row) => row.closed);
      return {
        ...(called[number] ?? { key: '', name: '', description: '' }),
        typical: typical[number] ?? [],
        journeys: wilson(journeys, all),
        converted: wilson(
          sum((row) => row.converted),
          closed,
        ),
        open: journeys - closed,
        stability: stability[number] ?? 0,
        silhouette: silhouettes[number] ?? 0,
        features: apart[number] ?? [],
        segment: nearRule(rows, (at) => groupOf(at) === number, name),
        examples: own
          .slice(0, 3)
          .map((row) => ({ path: row.path.map(name), journeys: row.journeys })),
      };
    })
    .toSorted((a, b) => b.journeys.count - a.journeys.count);
}
