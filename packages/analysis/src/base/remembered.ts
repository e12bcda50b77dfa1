import type { Reader } from '@touchtrail/store';
import type { Params, Scope } from './scope.ts';

/** Answers kept of a reader; the oldest goes first. */
const most = 200;

const answers = new WeakMap<Reader, Map<string, Promise<unknown[]>>>();

/**
 * Asks once what several reports ask of the same data: who there is, what is touched, how long silences
 * are. The version of the stored sequences names the data, and changes with everything that comes,
 * goes or is joined; without one nothing is kept.
 */
export async function remembered<Row>(
  reader: Reader,
  { stored, hasSaved, lookups }: Scope,
  sql: string,
  params: Params,
  ask: () => Promise<Row[]>,
): Promise<Row[]> {
  // Events without an account change what is told of accounts, and none of their sequences; who is in a
  // saved segment may change by itself.
  if (stored?.kind !== 'person' || hasSaved) return ask();
  const kept = answers.get(reader) ?? new Map<string, Promise<unknown[]>>();
  answers.set(reader, kept);
  // Whom a segment finds hangs on how it is asked, not on the number that the answer got this time.
  const places = new Set(lookups.map(({ place }) => place));
  const key = JSON.stringify([
    stored.version,
    sql,
    Object.entries(params).filter(([name]) => !places.has(name)),
    lookups.map((lookup) => lookup.sql),
  ]);
  const known = kept.get(key);
  // What another asked and gave up on is no answer.
  if (known) return (await known.catch(ask)) as Row[];
  const answer = ask();
  kept.set(key, answer);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  // What failed, or was cancelled by one of those who asked, is asked again.
  answer.catch(() => kept.delete(key));
  return answer;
}
