import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventUuid } from './event-uuid.ts';

describe('eventUuid', () => {
  test('keeps a UUID, in lower case', () => {
    expect(eventUuid('shop', '0193BD4E-7C2A-7D3E-9F00-5F1B2A3C4D5E')).toBe(
      '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e',
    );
  });

  test('any other text becomes a UUID of version 5 that never changes', () => {
    // From Python's uuid.uuid5. If this fails, repeats of foreign events would count twice after an update.
    expect(eventUuid('shop', 'order-17')).toBe('e4886b8a-ddac-5463-8bc5-d70b23a9a635');
  });

  test('differs by site and by text, and is always a version 5 UUID', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const made = eventUuid('shop', `order ${a}`);
        expect(made).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(eventUuid('other', `order ${a}`)).not.toBe(made);
        expect(eventUuid('shop', `order ${b}`) === made).toBe(a === b);
      }),
    );
  });
});
