import type { PlainReport } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import type { Cases } from '../case-store.ts';

/** Reports that no generated log compares; all that say something of a shop with TOUCHTRAIL_CASES=all. */
const asked: Partial<Record<PlainReport, Record<string, string>>> = {
  funnel: { steps: 'cart,payment_details,purchase' },
  're-entry': {},
  'time-to-convert': {},
  attribution: { models: 'linear', replicates: '40', by: 'touchpoint' },
  'make-or-break': {},
  ...(process.env['TOUCHTRAIL_CASES'] === 'all' && {
    journeys: {},
    paths: {},
    variants: { unit: 'visit' },
    transitions: {},
    'step-matrix': {},
    'drop-off': {},
    channels: {},
  }),
};

const side = (value: string) => [{ field: 'props.platform', value }];

/** Any report for two sides, with intervals of the differences. */
export function sideCases({ load, report }: Cases): void {
  test('ecom-stories: every report compares two platforms, with intervals', async () => {
    await load('ecom-stories');
    const told = Object.entries(asked).map(async ([name, own]) => {
      const { result } = await report('compare', 'ecom-stories', {
        ...own,
        report: name,
        goal: 'purchase',
        segment: side('mobile'),
        compareSegment: side('desktop'),
      });
      const sure = result.figures.filter(({ difference }) => difference?.low != null);
      expect(sure.length, name).toBeGreaterThan(0);
      for (const { figure, difference, a, b, p, q } of sure) {
        const { value = 0, low, high } = difference ?? {};
        expect(low, `${name} ${figure}`).toBeLessThanOrEqual(value + 1e-9);
        expect(high, `${name} ${figure}`).toBeGreaterThanOrEqual(value - 1e-9);
        expect((a?.value ?? NaN) - (b?.value ?? NaN), `${name} ${figure}`).toBeCloseTo(value, 9);
        expect(q === null || p === null ? 0 : q - p, figure).toBeGreaterThanOrEqual(-1e-12);
      }
      return `${name} ${sure.length}`;
    });
    console.info(`differences with an interval: ${(await Promise.all(told)).join(', ')}`);
  });
}
