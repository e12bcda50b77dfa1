import { createScope, readMapping } from '../base/scope.ts';
import { sequences } from '../base/sequences.ts';
import type { CommonParameters } from '@touchtrail/contract';
import type { ReportContext } from '../reports.ts';

/**
 * Counts who is on both sides: two scopes in one query, the places of the second renamed. Parameters are as
 * the reports of both sides resolved them.
 */
export async function peopleInBoth(
  a: CommonParameters,
  b: CommonParameters,
  { reader, signal }: ReportContext,
): Promise<number> {
  const mapping = await readMapping(reader, a.site);
  const [one, other] = [createScope(a, mapping), createScope(b, mapping)];
  const renamed = sequences(other, []).replaceAll(/\{(\w+):/g, '{other_$1:');
  const [row] = await reader.query<{ n: number }>({
    sql: `SELECT count() AS n FROM ${sequences(one, [])} WHERE subject IN (SELECT subject FROM ${renamed})`,
    params: {
      ...one.params,
      inactivityLimit: a.inactivityLimit,
      ...Object.fromEntries(
        Object.entries({ ...other.params, inactivityLimit: b.inactivityLimit }).map(
          ([name, value]) => [`other_${name}`, value],
        ),
      ),
    },
    ...(signal && { signal }),
  });
  return row?.n ?? 0;
}
