import { array, assert, dictionary, jsonValue, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { repaired } from './repair.ts';

test('renames, then drops, then sets; the given event stays as it is', () => {
  const event = { page: { url: 'u', path: '/a' }, currency: 'Euro', prize: 3 };
  expect(
    repaired(event, {
      rename: { prize: 'value', missing: 'name' },
      drop: ['page.url', 'nothing.here'],
      set: { currency: 'EUR', 'device.width': 10 },
    }),
  ).toEqual({ page: { path: '/a' }, currency: 'EUR', value: 3, device: { width: 10 } });
  expect(event).toEqual({ page: { url: 'u', path: '/a' }, currency: 'Euro', prize: 3 });
});

test.each([[null], ['text'], [[1]], [7]])('what is no event stays: %j', (event) => {
  expect(repaired(event, { set: { name: 'x' } })).toBe(event);
});

test('a path reaches no prototype', () => {
  const event = repaired(JSON.parse('{"__proto__": {"a": 1}}'), {
    set: { '__proto__.polluted': true, 'constructor.prototype.polluted': true },
  }) as object;
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.hasOwn(event, '__proto__')).toBe(true);
});

test('no repair of any path and value throws or changes what was given', () => {
  const path = string({ minLength: 1, maxLength: 12 });
  assert(
    property(
      dictionary(string({ maxLength: 5 }), jsonValue()),
      dictionary(path, jsonValue()),
      array(path),
      dictionary(path, path),
      (event, set, drop, rename) => {
        const before = JSON.stringify(event);
        repaired(event, { set, drop, rename });
        expect(JSON.stringify(event)).toBe(before);
      },
    ),
  );
});
