const baseMs = 1_000;
const capMs = 60_000;
/** A `Retry-After` beyond this is a mistake, or our clock is. */
export const retryCapMs = 3_600_000;

/**
 * How long to wait after failures in a row: doubling from 1 s to 1 min, the upper half of it by
 * chance, so that the visitors of a site don't come back all at once. A longer `Retry-After` wins.
 *
 * @param failures 1 or more.
 * @param random in [0, 1).
 * @param retryAfter header of the answer: seconds, or an HTTP date as proxies send it.
 * @param now epoch ms.
 * @returns ms, never more than {@link retryCapMs}, whatever the header or the clock says.
 */
export function backoff(
  failures: number,
  random: number,
  retryAfter: string | null | undefined,
  now: number,
): number {
  const own = Math.min(capMs, baseMs * 2 ** (failures - 1)) * (0.5 + random / 2);
  const asked = +retryAfter! * 1_000 || Date.parse(retryAfter!) - now || 0;
  // The jitter stays on top of what the service asked for.
  return Math.max(own, Math.min(asked + (asked && own / 2), retryCapMs));
}
