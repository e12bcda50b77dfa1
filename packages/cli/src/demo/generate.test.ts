import { createHash } from 'node:crypto';
import { eventSchema } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenWeek, generateDemo } from './generate.ts';
import type { DemoEvent } from './demo-event.ts';

const end = Date.UTC(2026, 10, 22, 15, 30);
const make = (options: Partial<Parameters<typeof generateDemo>[0]> = {}): string =>
  [...generateDemo({ people: 40, seed: '1', days: 30, end, ...options })].join('');
const events = (text: string): DemoEvent[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as DemoEvent);

describe('generateDemo', () => {
  it('makes the same bytes of the same seed, and others of another', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (seed) => {
        expect(make({ seed, people: 5 })).toBe(make({ seed, people: 5 }));
        expect(make({ seed, people: 5 })).not.toBe(make({ seed: `${seed}!`, people: 5 }));
      }),
      { numRuns: 30 },
    );
  });

  it('makes the same bytes on every machine', () => {
    expect(createHash('sha256').update(make()).digest('hex').slice(0, 16)).toBe('8347448783eb755b');
  });

  it('makes events that the contract takes, inside the month, with ids of their own', () => {
    const all = events(make({ people: 300 }));
    for (const event of all) expect(eventSchema.safeParse(event).error).toBeUndefined();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(Math.max(...all.map(({ at }) => at))).toBeLessThanOrEqual(end);
    expect(Math.min(...all.map(({ at }) => at))).toBeGreaterThan(end - 31 * 86_400_000);
  });

  it('keeps its ids when it is made again later', () => {
    const before = new Set(events(make()).map(({ id }) => id));
    const later = events(make({ end: end + 86_400_000 })).map(({ id }) => id);
    const known = later.filter((id) => before.has(id)).length;
    expect(known / later.length).toBeGreaterThan(0.9);
  });

  it('lives in every channel and leaves the planted fault to be found', () => {
    const all = events(make({ people: 6_000 }));
    const seen = new Set(all.map(({ channel }) => channel));
    for (const channel of [
      'web',
      'mobile_web',
      'chat',
      'email',
      'phone',
      'store',
      'ads',
      'search',
    ] as const) {
      expect(seen).toContain(channel);
    }
    const { from, to } = brokenWeek({ days: 30, end });
    const paid = (channel: string, broken: boolean): number => {
      const inside = all.filter(
        (event) => event.channel === channel && event.at >= from && event.at < to === broken,
      );
      const at = (touchpoint: string) =>
        inside.filter((event) => event.touchpoint === touchpoint).length;
      return at('order.placed') / at('checkout.payment');
    };
    expect(paid('mobile_web', true)).toBeLessThan(0.55);
    expect(paid('web', true)).toBeGreaterThan(0.65);
    expect(all.some(({ touchpoint }) => touchpoint === 'email.cart_reminder')).toBe(true);
  });
});
