import type { PathUnit } from '@touchtrail/contract';
import { keepMostFrequent, withoutTouchpoints } from '../base/names.ts';
import type { Prepared } from '../base/prepare.ts';
import type { Params } from '../base/scope.ts';
import { words } from '../base/words.ts';
import type { Said } from '../base/words.ts';
import { numberNodes } from './node-numbers.ts';
import type { NodeType } from './node-numbers.ts';
import { leftOutSql } from './rows.ts';

/** What leaving out means, in the words of a definition. */
export const leftOutWords = {
  'Touches of the touchpoints in exclude are taken out of their paths; where paths begin, end and are cut is told from all touches. Paths of nothing else are left out.':
    'Kontakte der Kontaktpunkte in exclude werden aus ihren Wegen genommen; wo Wege beginnen, enden und getrennt werden, sagen alle Kontakte. Wege aus nichts anderem bleiben außen vor.',
} as const;

const say = words({
  'touches of touchpoints that are left out': 'Kontakte ausgelassener Kontaktpunkte',
  'paths of nothing but touchpoints that are left out':
    'Wege aus nichts als ausgelassenen Kontaktpunkten',
});

interface PathNodes {
  shape: { nodes: NodeType; leavesOut: boolean };
  params: Params;
}

/**
 * The touchpoints of paths as numbers, without those that are left out. How many touches that were, and
 * paths of nothing else, is said of the population.
 *
 * @param most touchpoints told apart
 * @param exclude touchpoints whose touches are taken out, mentioned to `prepare` before
 */
export async function pathNodes(
  prepared: Prepared,
  most: number,
  { unit, exclude }: { unit: PathUnit; exclude: readonly string[] },
): Promise<PathNodes> {
  const { ids, rest } = withoutTouchpoints(prepared, exclude);
  const kept = keepMostFrequent(rest, most);
  const { type, params } = numberNodes(kept ?? [...rest.names.keys()], ids);
  const shape = { nodes: type, leavesOut: ids.length > 0 };
  if (!shape.leavesOut) return { shape, params };
  const { scope, population, language, query } = prepared;
  const [left] = await query<{ touches: number; paths: number }>(
    leftOutSql(scope, { ...shape, unit, mergeRepeats: false }),
    params,
  );
  const tell = (why: Said, count: number) => {
    if (count > 0) population.excluded.push({ why: why[language], count });
  };
  tell(say('touches of touchpoints that are left out'), left?.touches ?? 0);
  tell(say('paths of nothing but touchpoints that are left out'), left?.paths ?? 0);
  return { shape, params };
}
