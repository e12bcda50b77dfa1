import type { JourneysResult, Proportion } from '@touchtrail/contract';

export interface Conversion {
  share: Proportion;
  /** `within`: the horizon of the first touch. `so_far`: of all journeys, open ones included. */
  among: 'within' | 'so_far';
}

/**
 * Which conversion share may be named. A conversion closes its journey at once, abandonment only after
 * a long silence: shares of closed journeys flatter young data. Converted within the horizon, among
 * those watched that long, does not; before anybody was watched that long there is only "so far".
 */
export function conversionShare({
  outcomes,
  convertedWithin,
}: Pick<JourneysResult, 'outcomes' | 'convertedWithin'>): Conversion {
  return convertedWithin.of > 0
    ? { share: convertedWithin, among: 'within' }
    : { share: outcomes.converted, among: 'so_far' };
}
