import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createExperience, idleMs } from './experience.ts';

const page = () => {
  const at = { now: 0, attentive: true };
  const experience = createExperience(
    () => at.now,
    () => at.attentive,
  );
  experience._begin();
  return { at, experience };
};

test('engaged is the time from input to input, at most half a minute each, while attentive', () => {
  const { at, experience } = page();
  at.now = 10_000;
  experience._sign();
  at.now = 100_000;
  experience._sign();
  at.now = 105_000;
  at.attentive = false;
  experience._sign();
  at.now = 115_000;
  at.attentive = true;
  experience._sign();
  at.now = 116_000;
  expect(experience._take()).toEqual({ durationMs: 116_000, engagedMs: 10_000 + idleMs + 6_000 });
});

test('totals are stated again only when there is more to say, and then from the beginning', () => {
  const { at, experience } = page();
  experience._add({ errors: 1, scrollPercent: 20, cls: 0.1, lcpMs: 900 });
  experience._add({ errors: 2, scrollPercent: 50, deadClicks: 1, cls: 0.2, lcpMs: 949.7 });
  experience._add({ errors: NaN, inpMs: -1, ttfbMs: 'x' as never });
  at.now = 1_000;
  at.attentive = false;
  experience._sign();
  const totals = { errors: 3, scrollPercent: 50, deadClicks: 1, cls: 0.2, lcpMs: 950 };
  expect(experience._take()).toMatchObject({ ...totals, engagedMs: 1_000 });
  expect(experience._take()).toBeUndefined();
  at.now = 5_000;
  experience._sign();
  expect(experience._take()).toBeUndefined();
  at.attentive = true;
  experience._sign();
  at.now = 7_000;
  expect(experience._take()).toEqual({ ...totals, durationMs: 7_000, engagedMs: 3_000 });
  experience._begin();
  expect(experience._take()).toEqual({ durationMs: 0, engagedMs: 0 });
});

test('engaged time never exceeds the duration, nor half a minute per sign of life', () => {
  const step = fc.record({
    pass: fc.integer({ min: 0, max: 200_000 }),
    attentive: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const { at, experience } = page();
      let last = 0;
      for (const { pass, attentive } of steps) {
        at.now += pass;
        at.attentive = attentive;
        experience._sign();
        const totals = experience._take();
        if (!totals) continue;
        expect(totals.engagedMs).toBeLessThanOrEqual(totals.durationMs!);
        expect(totals.engagedMs).toBeLessThanOrEqual((steps.length + 1) * idleMs);
        expect(totals.engagedMs).toBeGreaterThanOrEqual(last);
        last = totals.engagedMs!;
      }
    }),
  );
});
