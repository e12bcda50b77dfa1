import type { Shared } from '../identity.ts';

/** A hand-over is taken within this time. */
export const freshMs = 120_000;

/** Who and which visit is handed over; user and account are not. */
export type Handed = Pick<Shared, 'a' | 'c' | 'v' | 's' | 'l' | 'n'>;

/**
 * A sum over all that must be the same on both sides. Everybody can compute it: it shows that a token
 * was made for this site, host and browser and is whole, not who made it.
 */
const check = (parts: readonly unknown[], bound: string): string => {
  let sum = 1;
  for (const letter of [...parts, bound].join('.')) {
    sum = (sum * 31 + letter.charCodeAt(0)) | 0;
  }
  return `${sum}`;
};

/**
 * A token for one hand-over.
 *
 * @param bound what binds it: site, destination host, user agent.
 * @param now epoch ms.
 */
export function tokenOf({ a, c, v, s, n }: Handed, bound: string, now: number): string {
  const parts = [a, c, v, s, n, now];
  return [...parts, check(parts, bound)].join('.');
}

/** What a token hands over; `undefined` when it is not fresh, not whole, or for somebody else. */
export function handedBy(token: string, bound: string, now: number): Handed | undefined {
  const parts = token.split('.');
  const sum = parts.pop();
  const [a, c, v, s, n, l] = parts as [string, string, string, string, string, string];
  return sum === check(parts, bound) && Math.abs(now - +l) < freshMs
    ? { a, c: +c, v, s: +s, l: +l, n: +n }
    : undefined;
}
