import type { Stratum } from './mantel-haenszel.ts';
import { wilson } from './wilson.ts';

/**
 * Events of the exposed above those expected at the others' rate of the same stratum: indirect
 * standardisation, Σ n₁ (p₁ − p₀), with a 95 % interval.
 *
 * The interval recovers variances from the Wilson interval of every share (MOVER): for Σ c p it is
 * the estimate ∓ √Σ (c (p − l))² or (c (u − p))², by the sign of c. It stays sensible with no or few
 * events, where a normal interval has width 0. Source: G. Y. Zou, W. Huang, X. Zhang, Comput. Stat.
 * Data Anal. 53 (2009) 1080–1085; for a single difference it is R. G. Newcombe's method 10,
 * Statist. Med. 17 (1998) 873–890. Strata without others say nothing and are left out.
 */
export function standardisedExcess(strata: readonly Stratum[]): {
  value: number;
  low: number;
  high: number;
} {
  let value = 0;
  let below = 0;
  let above = 0;
  for (const { exposedEvents, exposed, otherEvents, others } of strata) {
    if (exposed === 0 || others === 0) continue;
    const own = wilson(exposedEvents, exposed);
    const rest = wilson(otherEvents, others);
    const [p, l, u] = [own.rate ?? 0, own.low ?? 0, own.high ?? 0];
    const [q, m, v] = [rest.rate ?? 0, rest.low ?? 0, rest.high ?? 0];
    value += exposed * (p - q);
    below += (exposed * (p - l)) ** 2 + (exposed * (v - q)) ** 2;
    above += (exposed * (u - p)) ** 2 + (exposed * (q - m)) ** 2;
  }
  return { value, low: value - Math.sqrt(below), high: value + Math.sqrt(above) };
}
