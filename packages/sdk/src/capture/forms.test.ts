// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { forms } from './forms.ts';
import { usePage } from './testing/core.ts';

const page = usePage(forms);

const fire = (
  selector: string,
  type: string,
  init: EventInit = { bubbles: true, composed: true },
) => page.find(selector).dispatchEvent(new Event(type, init));
const focus = (selector: string) => (page.find(selector) as HTMLInputElement).focus();
const blur = (selector: string) => (page.find(selector) as HTMLInputElement).blur();
const type = (selector: string, value = 'canary') => {
  (page.find(selector) as HTMLInputElement).value = value;
  fire(selector, 'input');
};
const submit = (selector = 'form', prevented = true) => {
  const event = new Event('submit', { bubbles: true, cancelable: true });
  if (prevented) event.preventDefault();
  page.find(selector).dispatchEvent(event);
};
const told = (props: string[] = ['field']) =>
  page.core.said.map(({ name, props: all }) => [
    name.replace('form.', ''),
    ...props.map((key) => all[key]),
  ]);
const later = (ms: number) => vi.advanceTimersByTime(ms);

const checkout = `<form id="checkout"><input name="email"><input name="city"><select name="country"></select>
  <input type="password" name="secret"><input type="hidden" name="token" value="canary">
  <textarea name="note"></textarea><button>Go</button></form>`;

test('a form is abandoned with the last field', () => {
  page.open(checkout);
  focus('[name=email]');
  later(1_000);
  type('[name=email]');
  later(500);
  focus('[name=city]');
  later(2_000);
  page.core.leave();
  expect(told()).toEqual([
    ['started', 'email'],
    ['field_left', 'email'],
    ['field_left', 'city'],
    ['abandoned', 'city'],
  ]);
  expect(page.core.said.map(({ props }) => props)).toMatchObject([
    { form: 'checkout' },
    { ms: 1_500, changed: true, refill: false },
    { ms: 2_000, changed: false },
    { ms: 2_500, fields: 1, errors: 0, hidden: false },
  ]);
  expect(page.core.said.every((said) => said.type === 'interaction')).toBe(true);
  page.core.leave();
  expect(page.core.said).toHaveLength(4);
});

test('a form that was looked at, but not begun, is nothing', () => {
  page.open(checkout);
  focus('[name=email]');
  blur('[name=email]');
  fire('[name=city]', 'invalid', {});
  page.core.leave();
  expect(page.core.said).toEqual([]);
});

test('a field filled in again is a refill', () => {
  page.open(checkout);
  for (const name of ['email', 'city', 'email', 'city']) {
    focus(`[name=${name}]`);
    if (name === 'email') type('[name=email]');
  }
  submit();
  later(200);
  expect(told(['field', 'refill'])).toEqual([
    ['started', 'email', undefined],
    ['field_left', 'email', false],
    ['field_left', 'city', false],
    ['field_left', 'email', true],
    ['field_left', 'city', false],
    ['submitted', 'city', undefined],
  ]);
  expect(page.core.said.at(-1)!.props).toMatchObject({ fields: 1 });
});

test('a rule of the browser that a field breaks is told by its name', () => {
  page.open(checkout);
  focus('[name=email]');
  type('[name=email]');
  Object.defineProperty(page.find('[name=city]'), 'validity', {
    value: { badInput: false, valueMissing: true, valid: false },
  });
  for (let n = 0; n < 50; n++) fire('[name=city]', 'invalid', {});
  page.core.leave();
  expect(told(['field', 'error']).filter(([name]) => name === 'field_failed')).toEqual(
    Array.from({ length: 20 }, () => ['field_failed', 'city', 'valueMissing']),
  );
  expect(page.core.said.at(-1)!.props).toMatchObject({ errors: 50, field: 'email' });
});

test('a submit that a script stopped because something is wrong is none', () => {
  page.open(checkout);
  focus('[name=email]');
  type('[name=email]');
  page.find('[name=email]').setAttribute('aria-invalid', 'true');
  submit();
  later(200);
  expect(told()).toEqual([['started', 'email']]);
  page.find('[name=email]').setAttribute('aria-invalid', 'false');
  submit();
  submit();
  later(200);
  expect(told()).toEqual([
    ['started', 'email'],
    ['field_left', 'email'],
    ['submitted', 'email'],
  ]);
  expect(page.core.said.at(-1)!.props).toMatchObject({ errors: 1 });
  page.core.leave();
  expect(page.core.said).toHaveLength(3);
});

test('a submit is decided when the page is left, not after', () => {
  page.open(checkout);
  focus('[name=email]');
  type('[name=email]');
  submit('form', false);
  page.core.leave();
  expect(told()).toEqual([
    ['started', 'email'],
    ['field_left', 'email'],
    ['submitted', 'email'],
  ]);
});

test('a form sent as it was found is begun and ended at once; one without fields is nothing', () => {
  page.open(`${checkout}<form id="empty"><input type="hidden"><button></button></form>`);
  submit('#checkout');
  submit('#empty');
  later(200);
  expect(told(['form'])).toEqual([
    ['started', 'checkout'],
    ['submitted', 'checkout'],
  ]);
});

test('who comes back to a hidden page and goes on begins again', () => {
  page.open(checkout);
  focus('[name=email]');
  type('[name=email]');
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  page.core.leave();
  type('[name=email]');
  submit();
  later(200);
  expect(told(['hidden', 'resumed'])).toEqual([
    ['started', undefined, false],
    ['field_left', undefined, undefined],
    ['abandoned', true, undefined],
    ['started', undefined, true],
    ['submitted', undefined, undefined],
  ]);
});

test('nothing of an earlier view is told in a later one', () => {
  page.open(checkout);
  focus('[name=email]');
  type('[name=email]');
  page.core.active = false;
  page.core.leave();
  page.core.active = true;
  page.core.view('load');
  page.core.leave();
  expect(told()).toEqual([['started', 'email']]);
});

test('choices count without focus; what the browser fills in before does not begin a form', () => {
  page.open('<form><input name="user"><input type="checkbox" name="terms"></form>');
  type('[name=user]');
  expect(page.core.said).toEqual([]);
  fire('[name=terms]', 'input');
  page.core.leave();
  expect(told(['form', 'field'])).toEqual([
    ['started', 'form0', 'terms'],
    ['abandoned', 'form0', 'terms'],
  ]);
});

test('a group without a form is submitted by what is marked so', () => {
  page.open(
    `<div data-touchpoint-form="signup"><input id="mail"><i data-touchpoint-submit>x</i></div><p><input id="lone"></p>`,
  );
  focus('#lone');
  type('#lone');
  focus('#mail');
  type('#mail');
  page.find('i').setAttribute('aria-invalid', 'true');
  page.click('i');
  later(200);
  expect(told(['form'])).toEqual([['started', 'signup']]);
  page.find('i').removeAttribute('aria-invalid');
  page.click('i');
  later(200);
  expect(told(['form']).at(-1)).toEqual(['submitted', 'signup']);
});

test('a form in an open shadow root is seen, its submit too; one in a chat is not', () => {
  page.open('<my-form></my-form><deep-chat></deep-chat>');
  for (const host of ['my-form', 'deep-chat']) {
    const root = page.find(host).attachShadow({ mode: 'open' });
    root.innerHTML = '<form name="inner"><input name="email"></form>';
    const input = root.querySelector('input')!;
    input.dispatchEvent(new Event('focusin', { bubbles: true, composed: true }));
    vi.spyOn(input, 'matches').mockImplementation((selector) => selector === ':focus');
    input.value = 'canary';
    input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    root.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true }));
    later(200);
  }
  page.core.leave();
  expect(told(['form', 'field'])).toEqual([
    ['started', 'inner', 'email'],
    ['field_left', 'inner', 'email'],
    ['submitted', 'inner', 'email'],
  ]);
  expect(page.core.text()).not.toContain('canary');
});

test('names that hold a value, passwords, hidden and ignored fields, search forms stay out', () => {
  page.open(`<form name="jane@example.org" id="f1"><input name="canary@example.org" type="email">
    <input type="password" name="pw"></form>
    <form role="search" id="s"><input name="term"></form>
    <form id="x" data-touchpoint-ignore><input name="ignored"></form>
    <div contenteditable id="e">x</div>`);
  for (const selector of ['[type=email]', '[name=pw]', '[name=term]', '[name=ignored]', '#e']) {
    focus(selector);
    type(selector);
  }
  submit('#s');
  submit('#x');
  later(200);
  page.core.leave();
  expect(told(['form', 'field'])).toEqual([
    ['started', 'f1', 'email'],
    ['field_left', 'f1', 'email'],
    ['abandoned', 'f1', 'email'],
  ]);
  expect(page.core.text()).not.toMatch(/canary|jane/);
});
