// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { scroll } from './scroll.ts';
import { usePage } from './testing/core.ts';

const page = usePage(scroll);

/** Gives an element a geometry, as there is no layout here. */
const shape = (element: Element, geometry: Record<string, number>) => {
  for (const key in geometry) {
    Object.defineProperty(element, key, { value: geometry[key], configurable: true });
  }
};
const html = document.documentElement;
const scrollTo = (scrollTop: number, element: Element = html) => {
  shape(element, { scrollTop });
  (element === html ? document : element).dispatchEvent(new Event('scroll'));
};
const percents = () => page.core.experience.map(({ scrollPercent }) => scrollPercent);

test('the lowest line seen counts, over the height of the page', () => {
  shape(html, { scrollTop: 0, clientHeight: 800, scrollHeight: 4_000 });
  page.open('');
  vi.advanceTimersByTime(500);
  scrollTo(1_200);
  vi.advanceTimersByTime(150);
  scrollTo(0);
  vi.advanceTimersByTime(150);
  page.core.leave();
  expect(percents()).toEqual([50]);
});

test('a page left at once, and one that does not scroll, were seen as far as the screen reaches', () => {
  shape(html, { scrollTop: 0, clientHeight: 800, scrollHeight: 3_200 });
  page.open('');
  page.core.leave();
  expect(percents()).toEqual([25]);
  page.core.view();
  shape(html, { scrollHeight: 800 });
  page.core.leave();
  expect(percents()).toEqual([25, 100]);
});

test('each view begins anew; a view left again says only what is more', () => {
  shape(html, { scrollTop: 0, clientHeight: 500, scrollHeight: 2_000 });
  page.open('');
  scrollTo(1_500);
  vi.advanceTimersByTime(150);
  page.core.leave();
  page.core.leave();
  expect(percents()).toEqual([100]);
  shape(html, { scrollTop: 0 });
  page.core.view();
  page.core.leave();
  expect(percents()).toEqual([100, 25]);
});

test('a page that grows is not read by that', () => {
  shape(html, { scrollTop: 0, clientHeight: 500, scrollHeight: 500 });
  page.open('');
  vi.advanceTimersByTime(500);
  shape(html, { scrollHeight: 5_000 });
  scrollTo(500);
  vi.advanceTimersByTime(150);
  page.core.leave();
  expect(percents()).toEqual([20]);
});

test('where an inner part scrolls, that part counts, and small ones do not', () => {
  shape(html, { scrollTop: 0, clientHeight: 800, scrollHeight: 800 });
  page.open('<main></main><ul></ul>');
  shape(page.find('main'), { clientHeight: 700, scrollHeight: 7_000 });
  shape(page.find('ul'), { clientHeight: 100, scrollHeight: 200 });
  scrollTo(100, page.find('ul'));
  vi.advanceTimersByTime(150);
  scrollTo(2_800, page.find('main'));
  vi.advanceTimersByTime(500);
  page.core.leave();
  expect(percents()).toEqual([50]);
});

test('many events are one look at the page, and none at once', () => {
  let looks = 0;
  shape(html, { clientHeight: 800, scrollHeight: 4_000 });
  page.open('');
  Object.defineProperty(html, 'scrollTop', { configurable: true, get: () => looks++ });
  for (let n = 0; n < 100; n++) document.dispatchEvent(new Event('scroll'));
  expect(looks).toBe(0);
  vi.advanceTimersByTime(400);
  expect(looks).toBe(1);
});
