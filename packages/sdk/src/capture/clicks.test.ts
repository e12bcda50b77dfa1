// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { clicks } from './clicks.ts';
import { usePage } from './testing/core.ts';

const page = usePage(clicks);
const told = () =>
  page.core.said.map(({ type, name, touchpoint }) => [type, name, touchpoint].filter(Boolean));

test('a marked element is a touch, with its own props', () => {
  page.open(
    '<a data-touchpoint="cta" data-touchpoint-name="cta.chosen" data-touchpoint-product-id="A1"><b>x</b></a>',
  );
  page.click('b');
  expect(page.core.said).toMatchObject([
    { type: 'touch', name: 'cta.chosen', touchpoint: 'cta', props: { productId: 'A1', tag: 'a' } },
  ]);
  expect(page.core.said[0]!.props).not.toHaveProperty('name');
});

test('a body with a touchpoint is no mark, and an element without one is no touch', () => {
  page.open('<p>x</p>');
  document.body.dataset['touchpoint'] = 'home';
  page.click('p');
  delete document.body.dataset['touchpoint'];
  expect(page.core.said).toEqual([]);
});

test.each([
  ['<a href="https://partner.example/offer?token=s3cret">', 'link.outbound', 'partner.example'],
  ['<a href="tel:+49301234567">', 'link.outbound', 'tel:'],
  ['<a href="mailto:jane@example.org">', 'link.outbound', 'mailto:'],
  ['<a href="/files/price-list.PDF">', 'file.downloaded', undefined],
  ['<a href="https://cdn.example/a.zip">', 'file.downloaded', 'cdn.example'],
  ['<a download href="blob:https://x/1">', 'file.downloaded', 'blob:'],
])('%s is a touch: %s', (html, name, host) => {
  page.open(html);
  page.click('a');
  expect(told()).toEqual([['touch', name]]);
  if (host) expect(page.core.said[0]!.props['host']).toBe(host);
  expect(page.core.text()).not.toMatch(/s3cret|jane|1234567/);
});

test.each([
  ['<a href="/about?email=jane@example.org">x</a>', 'link.clicked'],
  ['<a href="#top">x</a>', 'link.clicked'],
  ['<button id="buy">x</button>', 'button.clicked'],
  ['<div role="button" id="buy">x</div>', 'button.clicked'],
  ['<input type="submit" id="buy">', 'button.clicked'],
  ['<details><summary>x</summary></details>', 'button.clicked'],
])('%s is an interaction: %s', (html, name) => {
  page.open(html);
  const element = document.body.querySelector('a,button,[role],input,summary')!;
  element.classList.add('it');
  page.click('.it');
  expect(told()).toEqual([['interaction', name]]);
  expect(page.core.text()).not.toContain('jane');
});

test('an address that goes nowhere is a button', () => {
  page.open('<a href="http://[">x</a>');
  page.click('a');
  expect(told()).toEqual([['interaction', 'button.clicked']]);
});

test('links of an image map and of a drawing are links', () => {
  page.open(
    '<map><area href="https://a.example/"></map><svg><a href="https://b.example/"><rect/></a></svg>',
  );
  // Browsers wrap the address of an SVG link; the test environment does not.
  Object.defineProperty(page.find('svg a'), 'href', { value: { baseVal: 'https://b.example/' } });
  page.click('area');
  page.click('rect');
  expect(page.core.said.map(({ name, props }) => [name, props['host']])).toEqual([
    ['link.outbound', 'a.example'],
    ['link.outbound', 'b.example'],
  ]);
});

test('with keys held, from the keyboard and with the middle button a link is followed too', () => {
  page.open('<a href="https://a.example/">x</a><button>y</button>');
  page.click('a', { ctrlKey: true });
  page.click('a', { detail: 0 });
  page.click('a', { button: 1 }, 'auxclick');
  expect(page.core.names()).toEqual(['link.outbound', 'link.outbound', 'link.outbound']);
  page.click('a', { button: 2 }, 'auxclick');
  page.click('button', { button: 1 }, 'auxclick');
  expect(page.core.said).toHaveLength(3);
});

test('a marked link out is one touch, and keeps its mark', () => {
  page.open('<a data-touchpoint="partner" href="https://a.example/">x</a>');
  page.click('a');
  expect(page.core.said).toMatchObject([
    { name: 'link.outbound', touchpoint: 'partner', props: { host: 'a.example' } },
  ]);
});

test('one click on a label of a marked choice is one touch', () => {
  page.open(
    '<label data-touchpoint="plan.pro"><input type="radio"><b>Pro</b> <a href="/terms">terms</a></label>',
  );
  page.find('b').click();
  expect(told()).toEqual([['touch', 'touch.clicked', 'plan.pro']]);
});

test('text, labels and chats are never read', () => {
  page.open(
    `<button aria-label="canary" title="canary" value="canary" name="canary@x.de">canary</button>
     <a href="/x">canary</a><deep-chat data-touchpoint="chat"><button id="in">canary</button></deep-chat>
     <div data-touchpoint-ignore><a id="ignored" href="https://a.example/">canary</a></div>`,
  );
  for (const selector of ['button', 'a', '#in', 'deep-chat', '#ignored']) page.click(selector);
  expect(page.core.names()).toEqual(['button.clicked', 'link.clicked']);
  expect(page.core.text()).not.toContain('canary');
});

test('clicks can be switched off', () => {
  page.open('<a data-touchpoint="cta">x</a>', { clicks: false });
  page.click('a');
  expect(page.core.said).toEqual([]);
});
