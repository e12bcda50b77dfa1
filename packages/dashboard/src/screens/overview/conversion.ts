import type { JourneysResult, Proportion } from '@touchtrail/contract';

export interface Conversion {
  share: Proportion;
  /** `closed`: of converted and abandoned journeys. `so_far`: of all, open ones included. */
  among: 'closed' | 'so_far';
}

/**
 * Which conversion share may be named. A conversion closes its journey at once, abandonment only after
 * a long silence: in young data the closed journeys are nearly all conversions, and their share says
 * nothing. Then the share of all journeys so far is the honest one; it can only grow.
 */
export function conversionShare({
  outcomes,
  convertedOfClosed,
}: Pick<JourneysResult, 'outcomes' | 'convertedOfClosed'>): Conversion {
  const closedRepresent =
    convertedOfClosed.of >= outcomes.open.count && outcomes.abandoned.count > 0;
  return closedRepresent || convertedOfClosed.of === 0
    ? { share: convertedOfClosed, among: 'closed' }
    : { share: outcomes.converted, among: 'so_far' };
}
