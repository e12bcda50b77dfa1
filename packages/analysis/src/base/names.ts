import { flowOther } from '@touchtrail/contract';
import type { Prepared } from './prepare.ts';
import { words } from './words.ts';

const say = words({
  'Of {n} touchpoints the {most} most frequent are told apart, the rest is (other). Name touchpoints to group pages.':
    'Von {n} Kontaktpunkten werden die {most} häufigsten unterschieden, der Rest ist (other). Benennen Sie Kontaktpunkte, um Seiten zu gruppieren.',
});

/** Name of a touchpoint by its hash; a folded one is `(other)`. */
export const nameOf = (names: ReadonlyMap<string, string>, id: string): string =>
  names.get(id) ?? flowOther;

/** Node of the touchpoints that are not told apart. No hash is this small. */
export const otherId = '6';

/** Reads the names that are missing into `prepared.names`. At most some thousand ids. */
export async function readNames(
  { names, query, scope }: Prepared,
  ids: Iterable<string>,
): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => id !== otherId && id !== '0' && !names.has(id));
  if (missing.length === 0) return;
  const rows = await query<{ id: string; key: string }>(
    `SELECT DISTINCT toString(cityHash64(${scope.touchKey})) AS id, ${scope.touchKey} AS key
     FROM events WHERE ${scope.where} AND id IN {ids:Array(String)}`,
    { ids: missing },
  );
  for (const { id, key } of rows) names.set(id, key);
}

/** Which touchpoints a report tells apart: the most frequent ones. Undefined when it takes all. */
export function keepMostFrequent(
  { names, touchpoints, warnings }: Pick<Prepared, 'names' | 'touchpoints' | 'warnings'>,
  most: number,
): string[] | undefined {
  if (touchpoints <= most) return undefined;
  warnings.push(
    say(
      'Of {n} touchpoints the {most} most frequent are told apart, the rest is (other). Name touchpoints to group pages.',
      { n: touchpoints, most },
    ),
  );
  return [...names.keys()].slice(0, most);
}

/**
 * What is left to be told apart without some touchpoints, and their hashes. They are found where they were
 * mentioned to `prepare`.
 */
export function withoutTouchpoints(
  prepared: Pick<Prepared, 'names' | 'touchpoints' | 'warnings'>,
  keys: readonly string[],
): { ids: string[]; rest: Pick<Prepared, 'names' | 'touchpoints' | 'warnings'> } {
  if (keys.length === 0) return { ids: [], rest: prepared };
  const out = new Set(keys);
  const { names, touchpoints, warnings } = prepared;
  const ids = [...names].filter(([, key]) => out.has(key)).map(([id]) => id);
  const left = new Map([...names].filter(([, key]) => !out.has(key)));
  return { ids, rest: { names: left, touchpoints: touchpoints - ids.length, warnings } };
}

/** An array of touchpoint hashes with those outside `kept` folded into one. */
export const foldedKeys = (keys: string, folded: boolean): string =>
  folded
    ? `arrayMap(x -> if(x IN (SELECT toUInt64(arrayJoin({kept:Array(String)}))), x, ${otherId}), ${keys})`
    : keys;
