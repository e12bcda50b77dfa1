import { commonParametersSchema } from '@touchtrail/contract';
import type { Person, Reader } from '@touchtrail/store';
import { createScope, readMapping } from '../base/scope.ts';
import type { Scope } from '../base/scope.ts';

/** What a profile is read with. */
export interface ProfileContext {
  reader: Reader;
  clock: () => number;
  signal?: AbortSignal;
}

/** Rows of a person, found by the table's own order. */
export const theirs = `subject_id IN {ids:Array(String)} AND (subject_id IN {users:Array(String)}) = (user_id != '')`;

/** The inactivity limit of a profile unless another is given: the one reports fall back to. */
export const defaultLimitMs = 90 * 86_400_000;

/**
 * A scope of one person: rows are found by their ids, so that nothing of others is read, neither their
 * touches nor who they are.
 */
export async function personScope(
  { reader, clock }: ProfileContext,
  person: Pick<Person, 'site' | 'subjects' | 'id'>,
  limitMs: number,
): Promise<Scope> {
  const common = commonParametersSchema.parse({ site: person.site });
  const scope = createScope(common, await readMapping(reader, person.site));
  return {
    ...scope,
    params: {
      ...scope.params,
      person: person.id,
      ids: person.subjects.map(({ id }) => id),
      users: person.subjects.filter(({ kind }) => kind === 'user').map(({ id }) => id),
      inactivityLimit: limitMs,
      dataUntil: clock(),
    },
    subject: '{person:String}',
    join: '',
  };
}
