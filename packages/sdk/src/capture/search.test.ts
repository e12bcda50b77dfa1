// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { search } from './search.ts';
import { usePage } from './testing/core.ts';

const page = usePage(search);
const told = () => page.core.said.map(({ name, props }) => [name, props]);
const type = (selector: string, value: string) => {
  (page.find(selector) as HTMLInputElement).value = value;
};
const submit = (selector: string, prevented = true) => {
  const event = new Event('submit', { bubbles: true, cancelable: true });
  if (prevented) event.preventDefault();
  page.find(selector).dispatchEvent(event);
};
const wait = () => vi.advanceTimersByTime(1_000);

test('a parameter of the address is a search; its text stays here', () => {
  history.replaceState(null, '', '/find?q=canary+shoes');
  page.open('<p data-touchpoint-results="0">');
  wait();
  expect(page.core.said).toEqual([
    {
      type: 'touch',
      name: 'search.performed',
      touchpoint: undefined,
      props: { length: 20, results: 0 },
    },
  ]);
});

test('further pages of results, filters and the way back are the same search', () => {
  history.replaceState(null, '', '/find?q=shoes');
  page.open('');
  wait();
  for (const url of ['/find?q=shoes&page=2', '/product', '/find?q=shoes']) {
    history.replaceState(null, '', url);
    page.core.view();
    wait();
  }
  expect(told()).toEqual([['search.performed', { length: 10 }]]);
  vi.spyOn(document, 'referrer', 'get').mockReturnValue('http://localhost/find?q=shoes');
  page.open('');
  wait();
  expect(told()).toEqual([]);
});

test('a search that scripts answer is told by its form, once', () => {
  page.open('<form role="search"><input type="hidden" value="x"><input name="w"></form>');
  type('[name=w]', ' red ');
  submit('form');
  submit('form');
  expect(page.core.said).toEqual([]);
  wait();
  expect(told()).toEqual([['search.performed', { length: 10 }]]);
});

test('a route that carries the term adds nothing', () => {
  page.open('<form><input type="search" name="q"></form>');
  type('input', 'boots');
  submit('form');
  history.replaceState(null, '', '/find?q=boots');
  page.core.leave();
  page.core.view();
  wait();
  expect(page.core.said).toHaveLength(1);
});

test('a form that the browser sends is counted by the page it leads to', () => {
  page.open('<form><input type="search" name="q"></form>');
  type('input', 'boots');
  submit('form', false);
  page.core.leave();
  wait();
  expect(page.core.said).toEqual([]);
});

test('results left at once were searched for', () => {
  history.replaceState(null, '', '/find?q=boots');
  page.open('');
  page.core.leave();
  wait();
  expect(page.core.said).toHaveLength(1);
});

test('a field of its own searches when its text changed; other fields never do', () => {
  page.open(
    '<input type="search"><input type="text" id="t"><form><input type="search" id="f"></form><select></select>',
  );
  for (const selector of ['input', '#t', '#f', 'select']) {
    if (selector !== 'select') type(selector, 'a long search for warm winter boots');
    page.find(selector).dispatchEvent(new Event('change', { bubbles: true }));
  }
  wait();
  expect(told()).toEqual([['search.performed', { length: 40 }]]);
});

test('the text goes only if the site asks and the person allows it, and scrubbed', () => {
  history.replaceState(null, '', '/find?term=boots+jane@example.org');
  const settings = { searchParams: 'term', searchTerms: true };
  page.open('', settings);
  wait();
  expect(told()[0]![1]).not.toHaveProperty('term');
  page.open('', settings);
  page.core.allowed.push('content');
  wait();
  expect(told()).toEqual([['search.performed', { length: 30, term: 'boots *' }]]);
  page.open('', { searchParams: 'term' });
  page.core.allowed.push('content');
  wait();
  expect(page.core.text()).not.toContain('boots');
});

test('nothing typed, an ignored field and an empty parameter are no search', () => {
  history.replaceState(null, '', '/find?q=');
  page.open(
    '<form role="search"><input></form><div data-touchpoint-ignore><input type="search" value="x"></div>',
  );
  submit('form');
  page.find('[type=search]').dispatchEvent(new Event('change', { bubbles: true }));
  wait();
  expect(page.core.said).toEqual([]);
});
