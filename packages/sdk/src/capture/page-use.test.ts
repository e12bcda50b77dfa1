// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { copy, print } from './page-use.ts';
import { usePage } from './testing/core.ts';

const page = usePage((core) => {
  copy(core);
  print(core);
});
const copying = (target: EventTarget) => target.dispatchEvent(new Event('copy', { bubbles: true }));

test('a copy is told by where, never by what', () => {
  page.open('<aside id="voucher">canary</aside><deep-chat>canary</deep-chat>');
  copying(page.find('aside'));
  copying(page.find('deep-chat'));
  copying(document);
  expect(page.core.said).toEqual([
    {
      type: 'interaction',
      name: 'text.copied',
      touchpoint: undefined,
      props: { tag: 'aside', id: 'voucher', area: 'aside' },
    },
  ]);
});

test('printing is told', () => {
  page.open('');
  window.dispatchEvent(new Event('beforeprint'));
  expect(page.core.names()).toEqual(['page.printed']);
});
