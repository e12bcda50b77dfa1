import type { Channel } from '@touchtrail/contract';
import type { Random } from './random.ts';

export type Device = 'web' | 'mobile_web';
type Store = 'store.berlin' | 'store.hamburg';

/** One made-up person and what is likely of them. */
export interface Person {
  userId: string;
  /** Anonymous id of the browser on each device. */
  browsers: Readonly<Record<Device, string>>;
  firstDevice: Device;
  /** Uses the other device too. */
  twoDevices: boolean;
  /** Gets the newsletter: known by user id in e-mails from the start. */
  subscriber: boolean;
  /** The store nearby, if one is. */
  store: Store | undefined;
  /** How they first came. */
  found: 'search' | 'ads' | 'social' | 'direct' | 'referral';
  /** 0.5 to 1.5: how ready to buy. */
  eagerness: number;
}

export const day = 86_400_000;
export const hour = 3_600_000;
export const minute = 60_000;

/** Draws a person. */
export function drawPerson(key: string, random: Random): Person {
  return {
    userId: `customer-${key}`,
    browsers: { web: `browser-${key}-w`, mobile_web: `browser-${key}-m` },
    firstDevice: random.chance(0.56) ? 'mobile_web' : 'web',
    twoDevices: random.chance(0.38),
    subscriber: random.chance(0.3),
    store: random.pick<Store | undefined>([
      ['store.berlin', 0.22],
      ['store.hamburg', 0.16],
      [undefined, 0.62],
    ]),
    found: random.pick([
      ['search', 0.36],
      ['ads', 0.22],
      ['social', 0.14],
      ['direct', 0.18],
      ['referral', 0.1],
    ]),
    eagerness: 0.5 + random.next(),
  };
}

/** Hours of a day as people use them, in UTC for a shop in Central Europe. */
const hours: readonly (readonly [number, number])[] = [
  1, 1, 0, 0, 1, 2, 4, 6, 7, 7, 8, 9, 8, 7, 7, 8, 9, 12, 16, 18, 15, 9, 5, 2,
].map((weight, at) => [at, weight] as const);

const openHours = hours.filter(([at]) => at >= 9 && at <= 18);

/** A moment of a day that suits a channel: stores and phones have opening hours. */
export function momentOf(dayStart: number, channel: Channel, random: Random): number {
  const at = random.pick(channel === 'store' || channel === 'phone' ? openHours : hours);
  return dayStart + at * hour + random.int(0, 59) * minute + random.int(0, 59_999);
}
