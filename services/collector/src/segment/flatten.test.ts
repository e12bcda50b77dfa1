import { limits, propsProblem } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText } from './fields.ts';
import { flatten } from './flatten.ts';

describe('flatten', () => {
  test('joins names with dots and keeps what is flat as it is', () => {
    expect(flatten({ a: 1, b: { c: 'x', d: { e: false } }, n: null })).toEqual({
      props: { a: 1, n: null, 'b.c': 'x', 'b.d.e': false },
      lost: 0,
    });
  });

  test('a list is JSON text while that fits, else numbered', () => {
    expect(flatten({ sizes: [40, 41], none: [] }).props).toEqual({ sizes: '[40,41]', none: '[]' });
    const long = 'x'.repeat(600);
    expect(
      flatten({
        products: [
          { sku: 'a', text: long },
          { sku: 'b', text: long },
        ],
      }).props,
    ).toEqual({
      'products.0.sku': 'a',
      'products.0.text': long,
      'products.1.sku': 'b',
      'products.1.text': long,
    });
  });

  test('a long list costs itself values, not those beside it', () => {
    const products = Array.from({ length: 200 }, (_, sku) => ({ sku, text: 'y'.repeat(50) }));
    const { props, lost } = flatten({ products, order: { id: 'o-1' }, total: 7 });
    expect(props).toMatchObject({ total: 7, 'order.id': 'o-1' });
    expect(Object.keys(props)).toHaveLength(limits.propsKeys);
    expect(lost).toBe(402 - limits.propsKeys);
  });

  test('cuts text, leaves out long names and what is too deep, and counts each', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level++) deep = { d: deep };
    const { props, lost } = flatten({
      text: 'z'.repeat(5_000),
      ['k'.repeat(101)]: 1,
      deep,
      list: [deep],
    });
    expect(props).toEqual({ text: 'z'.repeat(1_000) });
    expect(lost).toBe(4);
  });

  test('a property called __proto__ stays data', () => {
    const { props } = flatten(JSON.parse('{"__proto__":{"admin":true},"a":{"__proto__":1}}'));
    expect(Object.keys(props)).toEqual(['__proto__.admin', 'a.__proto__']);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  test('whatever comes in, what comes out is within the limits of props', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const { props } = flatten({ value, list: [value, value], 'long name': 'w'.repeat(2_000) });
        expect(propsProblem(props)).toBeUndefined();
      }),
    );
  });
});

test('text is never cut inside a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, max) => {
      const cut = cutText(text, max);
      expect(cut.length).toBeLessThanOrEqual(Math.max(max, 0));
      expect(text.startsWith(cut)).toBe(true);
      expect(cut).not.toMatch(/[\uD800-\uDFFF]/u);
    }),
  );
});
