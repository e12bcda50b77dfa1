// @vitest-environment happy-dom
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { describe as say, fileOf, keyOf, marked, off, watch } from './element.ts';
import { createFakeCore } from './testing/core.ts';

const input = (attributes: Record<string, string>) => {
  const element = document.createElement('input');
  for (const name in attributes) element.setAttribute(name, attributes[name]!);
  return element;
};

test.each([
  ['email', 'email'],
  ['q', 'q'],
  ['billing.address_line2', 'billing.address_line2'],
  ['items[48211][qty]', 'items[*][qty]'],
  ['input-7f3a9c', 'input-*'],
  ['j_idt12:email', 'j_idt12:email'],
  // What may hold a value is none.
  ['jane@example.org', undefined],
  ['Jane Doe', undefined],
  ['+49 170 1234567', undefined],
  ['DE89370400440532013000', undefined],
  [':r1:', undefined],
  ['«r1»', undefined],
  ['x'.repeat(70), undefined],
  ['', undefined],
])('%j is known as %j', (name, key) => {
  expect(keyOf(input({ name }), 'name')).toBe(key);
});

test('the first attribute that holds an identifier names the element', () => {
  const element = input({ name: 'jane@example.org', id: ':r7:', autocomplete: 'email' });
  expect(keyOf(element, 'name id autocomplete')).toBe('email');
  expect(keyOf(input({}), 'name id')).toBeUndefined();
});

test('no name holds three digits in a row, a space or an at sign', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 40 }), (name) => {
      const key = keyOf(input({ name }), 'name') ?? '';
      expect(key).not.toMatch(/\d{3}|[\s@+"'<>&]/);
      expect(key.length).toBeLessThanOrEqual(62);
    }),
  );
});

test('an element is told by tag, id, role and part of the page, never by text', () => {
  document.body.innerHTML =
    '<nav><a id="help" role="button" title="secret" aria-label="secret">secret</a></nav><i>x</i>';
  expect(say(document.querySelector('a')!)).toEqual({
    tag: 'a',
    id: 'help',
    role: 'button',
    area: 'nav',
  });
  expect(JSON.parse(JSON.stringify(say(document.querySelector('i')!)))).toEqual({ tag: 'i' });
});

test('events of elements are watched, those of documents and of parts to keep off are not', () => {
  const core = createFakeCore();
  const seen: string[] = [];
  watch(core, 'copy cut', (element, event: Event) => seen.push(event.type + element.localName));
  document.body.innerHTML = '<p><i data-touchpoint-ignore></i></p>';
  for (const target of [document.querySelector('p')!, document.querySelector('i')!, document]) {
    for (const type of ['copy', 'cut']) target.dispatchEvent(new Event(type, { bubbles: true }));
  }
  core.close();
  expect(seen).toEqual(['copyp', 'cutp']);
});

test('a body names its page, not what is clicked', () => {
  document.body.innerHTML = '<p><b data-touchpoint="x"><i></i></b></p>';
  document.body.dataset['touchpoint'] = 'page';
  expect(marked(document.querySelector('i')!)?.dataset['touchpoint']).toBe('x');
  expect(marked(document.querySelector('p')!)).toBeNull();
  delete document.body.dataset['touchpoint'];
});

test.each([
  '<deep-chat>',
  '<div class="webchat__surface">',
  '<div id="n8n-chat">',
  '<p data-touchpoint-ignore>',
])('inside %s nothing is looked at', (host) => {
  document.body.innerHTML = `${host}<i></i>`;
  expect(document.querySelector('i')!.closest(off)).not.toBeNull();
});

test.each([
  ['https://cdn.example/a/app.js?v=1#x', 'app.js'],
  ['https://x.example/jane@example.org', '*'],
  ['', undefined],
])('the file of %j is %j', (url, file) => {
  expect(fileOf(url)).toBe(file);
});
