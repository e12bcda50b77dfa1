import type { Step } from '../step.ts';

export interface PlaceRaw {
  /** Used here and nowhere else: it is not stored, so this step cannot be run again later. */
  address: string;
}

/** Country as ISO 3166-1, region as ISO 3166-2 (`US-CA`); absent: not known. */
export interface ToldPlace {
  country?: string | undefined;
  region?: string | undefined;
}

/** A local database of places. */
export type PlaceLookup = (address: string) => { country: string; part?: string } | undefined;

/** Country and region of an address, from a local database when there is one. */
export const placeStep: Step<PlaceRaw, ToldPlace, PlaceLookup | undefined> = {
  name: 'place',
  version: 1,
  derive({ address }, lookup) {
    const place = lookup?.(address);
    return { country: place?.country, region: place?.part };
  },
};
