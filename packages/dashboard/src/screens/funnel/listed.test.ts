import { expect, test } from 'vitest';
import { listedMark, readListed } from './listed.ts';

test('what a link names is what was written into it', () => {
  for (const who of ['reached', 'went-on', 'lost', 'open'] as const) {
    expect(readListed(listedMark({ step: 2, who }), 3)).toEqual({ step: 2, who });
  }
  expect(readListed('3.reached', 3)).toEqual({ step: 3, who: 'reached' });
});

test.each([
  [null],
  [''],
  ['0.lost'],
  ['4.reached'],
  ['3.lost'],
  ['2.gone'],
  ['2.lost;'],
  ['x.lost'],
])('%o names nobody of three steps', (mark) => {
  expect(readListed(mark, 3)).toBeUndefined();
});
