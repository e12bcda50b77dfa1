import type { AttributionParameters } from '@touchtrail/contract';
import { readNames } from '../base/names.ts';
import type { Prepared } from '../base/prepare.ts';
import type { Params } from '../base/scope.ts';
import { otherChannel } from './attribute-paths.ts';
import { dimensionOf, keysSql } from './journey-paths.ts';
import type { Dimension, PathShape } from './journey-paths.ts';
import { say } from './say.ts';

/** Which keys are told apart, and how the engine numbers them. */
export interface Keys {
  dimension: Dimension;
  shape: PathShape;
  channels: string[];
  /** Of an id of the engine among `channels`. */
  position: (id: number) => number;
  params: Params;
}

/** Reads the keys of a range: the most frequent are told apart, the rest is one. */
export async function keysOf(
  { by, channels: most, direct, lead, transform, conversionTouch }: AttributionParameters,
  prepared: Prepared,
): Promise<Keys> {
  const { scope, query, warnings } = prepared;
  const dimension = dimensionOf(by, scope);
  const rows = await query<{ key: string; distinct: number }>(keysSql(dimension), {
    ...dimension.params,
    mostKeys: most,
  });
  const raw = rows.map(({ key }) => key);
  const distinct = rows[0]?.distinct ?? 0;
  let named = raw;
  if (by === 'touchpoint') {
    await readNames(prepared, raw);
    named = raw.map((id) => prepared.names.get(id) ?? id);
  }
  const isFolded = distinct > raw.length;
  if (isFolded) {
    warnings.push(
      say('Of {n} keys the {most} most frequent are told apart, the rest is {other}.', {
        n: distinct,
        most: raw.length,
        other: otherChannel,
      }),
    );
  }
  const channels = isFolded ? [...named, otherChannel] : named;
  const directAt = named.indexOf(direct ?? dimension.direct);
  return {
    dimension,
    shape: {
      transform,
      withoutLast: conversionTouch === 'exclude',
      hasLead: lead.length > 0,
    },
    channels,
    position: (id) => (id === 0 ? channels.length - 1 : id - 1),
    params: {
      ...dimension.params,
      keys: raw,
      keyIds: raw.map((_, at) => at + 1),
      // No key has this id.
      directId: directAt < 0 ? 65_534 : directAt + 1,
      ...(lead.length > 0 && { leadKeys: lead }),
    },
  };
}
