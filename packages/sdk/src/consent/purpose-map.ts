import type { Purpose } from '../types.ts';
import type { Statement } from './signal.ts';

/** Which purposes a category, service or vendor of a platform stands for. */
export type PurposeMap = Readonly<Record<string, readonly Purpose[]>>;

/** Options of an adapter that reads categories or services. */
export interface MapOptions {
  /** Key at the platform, and the purposes it stands for. Replaces the default map. */
  purposes?: PurposeMap | undefined;
}

/** What a category for statistics stands for. */
export const statistics: readonly Purpose[] = ['storage', 'measurement'];
/** What a category for marketing stands for. */
export const marketing: readonly Purpose[] = ['sharing'];
/** What a category for preferences stands for. */
export const preferences: readonly Purpose[] = ['personalisation'];

/**
 * Purposes out of a platform's answers. A purpose that several keys stand for needs all of them; a
 * key the platform does not have says nothing.
 *
 * @param allowed the platform's answer for a key; anything but a boolean is no answer.
 * @example
 * purposesFrom({ analytics: ['measurement'] }, (key) => accepted.includes(key));
 */
export const purposesFrom = (
  map: PurposeMap,
  allowed: (key: string) => boolean | null | undefined,
): Statement => {
  const statement: Statement = {};
  for (const key in map) {
    const answer = allowed(key);
    if (typeof answer === 'boolean') {
      for (const purpose of map[key]!) statement[purpose] = statement[purpose] !== false && answer;
    }
  }
  return statement;
};
