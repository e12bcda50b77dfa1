import { expect, test } from 'vitest';
import { errorSummary } from './error-summary.ts';
import { StoreError } from './errors.ts';

test('our own errors keep their message', () => {
  expect(errorSummary(new StoreError('disk_full', 'The disk is full.', 'Free some.'))).toBe(
    'The disk is full.',
  );
});

test('of a foreign error only its kind and where it came from', () => {
  let caught: unknown;
  try {
    JSON.parse('{"mail": jane@shop.example}');
  } catch (error) {
    caught = error;
  }
  const text = errorSummary(caught);
  expect(text).toMatch(/^SyntaxError at /);
  expect(text).toContain('error-summary.test.ts');
  expect(text).not.toContain('jane');
});

test('a system error has its code', () => {
  const error = Object.assign(new Error("ENOENT: no such file 'jane.txt'"), { code: 'ENOENT' });
  expect(errorSummary(error)).toMatch(/^Error ENOENT at /);
  expect(errorSummary(error)).not.toContain('jane');
});

test.each([
  ['jane', 'a thrown string'],
  [undefined, 'a thrown undefined'],
  [Object.assign(new Error('x'), { name: 'jane@shop.example', stack: '' }), 'Error'],
  [Object.assign(new Error('x'), { code: 'jane', stack: '' }), 'Error'],
])('%o', (thrown, text) => {
  expect(errorSummary(thrown)).toBe(text);
});
