import { consentReceiptSchema, purposes } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { receiptOf, usualCategories } from './categories.ts';

const at = Date.parse('2026-11-22T10:00:00Z');
const segment = (categoryPreferences: Record<string, unknown>) => ({
  consent: { categoryPreferences },
});
const managed = (allowedConsentIds: unknown, deniedConsentIds: unknown) => ({
  consentManagement: { provider: 'oneTrust', allowedConsentIds, deniedConsentIds },
});
const purposesOf = (context: Record<string, unknown>, own = {}) =>
  (receiptOf(context, at, own) as { purposes: string[] } | undefined)?.purposes.toSorted();

describe('receiptOf', () => {
  test('says nothing where the message says nothing of consent', () => {
    expect(receiptOf({}, at, {})).toBeUndefined();
    expect(receiptOf({ consent: 'yes', consentManagement: [] }, at, {})).toBeUndefined();
  });

  test('reads categories of Segment and Jitsu by their usual names', () => {
    const context = segment({ Analytics: true, Advertising: false, Functional: true, odd: 'x' });
    expect(receiptOf(context, at, {})).toEqual({
      purposes: ['storage', 'measurement', 'personalisation'],
      source: 'categories:segment',
      decidedAt: at,
    });
  });

  test('reads what RudderStack allowed and denied, as lists or as objects', () => {
    expect(receiptOf(managed(['C0001', 'C0002'], ['C0004']), at, {})).toEqual({
      purposes: ['storage', 'measurement'],
      source: 'categories:oneTrust',
      decidedAt: at,
    });
    expect(purposesOf(managed({ C0002: 'Performance', C0004: 'Ads' }, {}))).toEqual([
      'measurement',
      'sharing',
      'storage',
    ]);
  });

  test('no usual name grants identification, offline_join or content', () => {
    const named: ReadonlySet<string> = new Set(purposes);
    for (const [category, stands] of Object.entries(usualCategories)) {
      if (named.has(category)) continue;
      for (const purpose of ['identification', 'offline_join', 'content'] as const) {
        expect(stands).not.toContain(purpose);
      }
    }
    expect(purposesOf(segment({ measurement: true, identification: true }))).toEqual([
      'identification',
      'measurement',
    ]);
  });

  test("the site's own map comes first, and a refusal wins", () => {
    const own = { Analytics: ['measurement', 'identification'], Legal: ['measurement'] } as const;
    expect(purposesOf(segment({ Analytics: true }), own)).toEqual([
      'identification',
      'measurement',
    ]);
    expect(purposesOf(segment({ Analytics: true, Legal: false }), own)).toEqual([]);
  });

  test('a receipt of ours goes through as it is', () => {
    const consent = { purposes: ['measurement'], source: 'api', decidedAt: at };
    expect(receiptOf({ consent }, at, {})).toBe(consent);
  });

  test('whatever the categories say, the receipt is one that the gate can read and believe', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom(...Object.keys(usualCategories)));
    fc.assert(
      fc.property(fc.dictionary(name, fc.boolean()), (said) => {
        const receipt = consentReceiptSchema.parse(receiptOf(segment(said), at, {}));
        const { purposes: given } = receipt;
        if (!given.includes('measurement')) {
          expect(given).not.toContain('identification');
          expect(given).not.toContain('personalisation');
        }
        // Nothing is granted unless some category said yes to it.
        if (!Object.values(said).some(Boolean)) expect(given).toEqual([]);
      }),
    );
  });
});
