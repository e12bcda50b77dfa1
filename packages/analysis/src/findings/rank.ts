import type { Finding } from '@touchtrail/contract';
import type { Draft } from './draft.ts';

/** Drafts of the same group, the one that it is told by first. */
export interface Group {
  key: string;
  head: Draft;
  others: Draft[];
}

/** Of what is said of one touchpoint the first of these is told: what is sudden, then what is surest. */
const order: readonly Finding['kind'][] = [
  'incident',
  'make',
  'break',
  'drop_off',
  'friction',
  'pain_point',
  'change',
  're_entry',
  'topic',
];

const rankOf = ({ kind }: Draft): number => order.indexOf(kind);

/** What is won or lost for sure: the bound nearer to nothing; 0 when it may be nothing. */
function sureLoss({ perMonth: { low, high } }: Pick<Draft, 'perMonth'>): number {
  if (low === null || high === null || low * high <= 0) return 0;
  return Math.min(Math.abs(low), Math.abs(high));
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * One entry for what is said of the same thing, most won or lost for sure first; then by false discovery
 * rate and name, so that the order is always the same.
 */
export function grouped(drafts: readonly Draft[]): Group[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    groups.set(draft.group, [...(groups.get(draft.group) ?? []), draft]);
  }
  return [...groups]
    .flatMap(([key, all]): Group[] => {
      const [head, ...others] = all.toSorted(
        (a, b) => rankOf(a) - rankOf(b) || sureLoss(b) - sureLoss(a) || (a.q ?? 1) - (b.q ?? 1),
      );
      return head ? [{ key, head, others }] : [];
    })
    .toSorted(
      (a, b) =>
        sureLoss(b.head) - sureLoss(a.head) ||
        (a.head.q ?? 1) - (b.head.q ?? 1) ||
        byText(a.key, b.key),
    );
}
