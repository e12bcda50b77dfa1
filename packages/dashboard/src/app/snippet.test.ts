import { expect, it } from 'vitest';
import { snippet } from './snippet.ts';

it('fills in origin and key, and cannot be broken out of', () => {
  expect(snippet('https://t.example', 'wk_1')).toBe(
    '<script async src="https://t.example/t.js" data-site="wk_1"></script>',
  );
  expect(snippet('https://t.example', '"><x')).toContain('data-site="&quot;><x"');
});
