// @vitest-environment happy-dom
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { dead } from './dead.ts';
import { usePage } from './testing/core.ts';

const page = usePage(dead);

const press = (selector: string, init: MouseEventInit = {}) => {
  page.click(selector, init, 'pointerdown');
  page.click(selector, init);
};
/** Lets the browser tell of changes, then time pass. */
const wait = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
};
const html = '<nav><button id="buy">x</button></nav><p>text</p><input><a href="/x">x</a><i></i>';

test('a button that nothing answers is a dead click, after 2.5 s', async () => {
  page.open(html);
  press('button');
  await wait(2_499);
  expect(page.core.said).toEqual([]);
  await wait(1);
  expect(page.core.said).toMatchObject([
    { name: 'click.dead', props: { tag: 'button', id: 'buy', area: 'nav' } },
  ]);
  expect(page.core.experience).toEqual([{ deadClicks: 1 }]);
});

test('what looks like a button is one', async () => {
  page.open('<b style="cursor:pointer">x</b><div role="tab"></div><a href="#x"></a><s></s>');
  for (const selector of ['b', 'div', 'a', 's']) press(selector);
  await wait(3_000);
  expect(page.core.said.map(({ props }) => props['tag'])).toEqual(['b', 'div', 'a']);
});

test.each([
  ['text', 'p', {}],
  ['a field', 'input', {}],
  ['a link', 'a', {}],
  ['a custom element', 'my-button', {}],
  ['an ignored part', 'u', {}],
  ['the keyboard', 'button', { detail: 0 }],
])('%s is not expected to answer', async (_what, selector, init) => {
  page.open(`${html}<my-button role="button"></my-button><u role="button" data-touchpoint-ignore>`);
  press(selector, init);
  await wait(3_000);
  expect(page.core.said).toEqual([]);
});

const reactions: Record<string, () => void> = {
  'an element': () => page.find('i').append(document.createElement('b')),
  'an attribute': () => page.find('i').setAttribute('class', 'open'),
  text: () => (page.find('p').firstChild!.nodeValue = 'new'),
  focus: () => page.find('input').dispatchEvent(new FocusEvent('focus')),
  'another window': () => window.dispatchEvent(new Event('blur')),
  scroll: () => document.dispatchEvent(new Event('scroll', { bubbles: true })),
  selection: () => document.dispatchEvent(new Event('selectionchange', { bubbles: true })),
  submit: () => page.find('i').dispatchEvent(new Event('submit', { bubbles: true })),
  'a step in the history': () => window.dispatchEvent(new Event('popstate')),
  popover: () => page.find('i').dispatchEvent(new Event('toggle')),
  leaving: () => page.core.leave(),
};
test.each(Object.keys(reactions))('%s is an answer', async (reaction) => {
  page.open(html);
  press('button');
  await wait(1_000);
  reactions[reaction]!();
  await wait(5_000);
  expect(page.core.said).toEqual([]);
});

test('a menu that opens when the button goes down has answered', async () => {
  page.open(html);
  page.click('button', {}, 'pointerdown');
  page.find('i').setAttribute('class', 'open');
  await wait(0);
  page.click('button');
  await wait(3_000);
  expect(page.core.said).toEqual([]);
  press('button');
  await wait(3_000);
  expect(page.core.said).toHaveLength(1);
});

test('any sequence of clicks and changes counts as the definition says', async () => {
  const step = fc.tuple(
    fc.constantFrom('click', 'change', 'scroll'),
    fc.integer({ min: 1, max: 3_000 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      page.open(html);
      let at = 0;
      const log: { what: string; at: number }[] = [];
      for (const [what, pause] of steps) {
        await wait(pause);
        at += pause;
        log.push({ what, at });
        if (what === 'click') press('button');
        else reactions[what === 'change' ? 'an attribute' : 'scroll']!();
        await wait(0);
      }
      await wait(3_000);
      const expected = log.filter(
        (click, index) =>
          click.what === 'click' &&
          !log
            .slice(index + 1)
            .some(({ what, at: later }) => what !== 'click' && later < click.at + 2_500),
      );
      expect(page.core.said).toHaveLength(expected.length);
    }),
    { numRuns: 50 },
  );
});
