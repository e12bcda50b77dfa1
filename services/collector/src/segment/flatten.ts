import { limits } from '@touchtrail/contract';
import type { Props, PropValue } from '@touchtrail/contract';
import { cutText, isFields } from './fields.ts';

/** Deeper than this nothing is looked for. */
const maxDepth = 8;
/** Values looked at in one message, so that a hostile one costs no more than an honest one. */
const maxVisits = 1_000;

/** Flat props, and how many values were cut or left out to get there. */
export interface Flattened {
  props: Props;
  lost: number;
}

const asText = (list: readonly unknown[]): string | undefined => {
  try {
    const text = JSON.stringify(list);
    return text.length <= limits.propsStringLength ? text : undefined;
  } catch {
    // Nested ten thousand deep.
    return undefined;
  }
};

/**
 * Makes nested properties flat: `{ cart: { id: 7 } }` becomes `cart.id`. A list becomes JSON text where
 * that fits into one prop, else `products.0.sku` and so on. What stands nearer to the top comes first,
 * so that a long list never costs the values beside it; text that is too long is cut.
 *
 * @param skip keys at the top to leave out.
 * @example
 * flatten({ order: { id: 'o-1' }, sizes: [40, 41] }).props; // { 'order.id': 'o-1', sizes: '[40,41]' }
 */
export function flatten(source: unknown, skip: ReadonlySet<string> = new Set()): Flattened {
  const found = new Map<string, PropValue>();
  let lost = 0;
  let visits = 0;
  let level: [path: string, value: unknown][] = isFields(source)
    ? Object.entries(source).filter(([key]) => !skip.has(key))
    : [];
  const put = (path: string, value: PropValue): void => {
    if (found.size >= limits.propsKeys || path.length > limits.propsKeyLength) {
      lost++;
      return;
    }
    found.set(path, value);
  };
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const deeper: typeof level = [];
    for (const [path, value] of level) {
      if (++visits > maxVisits) {
        lost++;
        continue;
      }
      if (typeof value === 'string') {
        const text = cutText(value, limits.propsStringLength);
        if (text !== value) lost++;
        put(path, text);
      } else if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
        put(path, typeof value === 'number' && !Number.isFinite(value) ? null : value);
      } else if (typeof value === 'object') {
        const text = Array.isArray(value) ? asText(value) : undefined;
        if (text !== undefined) put(path, text);
        // A key of a thousand characters would only be left out further down.
        else if (path.length > limits.propsKeyLength) lost++;
        else for (const [key, each] of Object.entries(value)) deeper.push([`${path}.${key}`, each]);
      }
    }
    level = deeper;
  }
  lost += level.length;
  // Not assignment: a property may be called __proto__.
  return { props: Object.fromEntries(found), lost };
}
