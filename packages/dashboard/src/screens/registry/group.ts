import type { Rule, UnmappedGroup } from '@touchtrail/contract';

const fits = (pattern: string, key: string): boolean => {
  const parts = pattern.split('/');
  const own = key.split('/');
  return parts.length === own.length && parts.every((part, at) => part === '*' || part === own[at]);
};

/** A key for a touchpoint that stands for a pattern: its words with dots between. */
const keyOf = (pattern: string): string =>
  pattern
    .split(/[^\p{L}\p{N}_-]+/u)
    .filter((word) => word !== '')
    .join('.')
    .toLowerCase();

/**
 * A rule that groups a touchpoint with its like, to be looked over: what the queue of the unmapped proposes
 * for its pattern, else all pages beside it, else itself.
 *
 * @param groups what is not mapped, by pattern
 * @example
 * groupRule('/guides/size', []).when; // { event: 'page.viewed', path: '/guides/*' }
 */
export function groupRule(key: string, groups: readonly UnmappedGroup[]): Rule {
  const group = groups.find(({ pattern, samples }) => samples.includes(key) || fits(pattern, key));
  if (group && (group.pattern.includes('*') || !key.startsWith('/'))) {
    return { ...group.suggestion.rule, touchpoint: group.suggestion.key };
  }
  const folder = /^(\/.+\/)[^/]+$/.exec(key)?.[1];
  if (folder !== undefined) {
    const path = `${folder}*`;
    return { touchpoint: keyOf(folder), when: { event: 'page.viewed', path } };
  }
  const own = key.startsWith('/')
    ? { event: 'page.viewed', path: { is: key } }
    : { touchpoint: { is: key } };
  return { touchpoint: keyOf(key) || key, when: own };
}
