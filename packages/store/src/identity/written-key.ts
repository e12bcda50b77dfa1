import type { PeopleStore } from '../people/types.ts';
import { idKey, idKinds } from './types.ts';
import type { IdKey } from './types.ts';

/**
 * An id as somebody writes it: `user:ID`, `anonymous:ID`, `email:HASH`, or without the word before it,
 * which then is the user of that name where there is one, else the device.
 *
 * @example
 * await writtenKey(store.people, 'shop', 'ada'); // 'user:ada'
 */
export async function writtenKey(
  people: Pick<PeopleStore, 'resolve'>,
  site: string,
  written: string,
): Promise<IdKey> {
  const kind = idKinds.find((known) => written.startsWith(`${known}:`));
  if (kind) return idKey(kind, written.slice(kind.length + 1));
  const { subjects } = await people.resolve(site, written);
  const subject = subjects.find(({ id }) => id === written);
  return idKey(subject?.kind === 'user' ? 'user' : 'anonymous', written);
}
