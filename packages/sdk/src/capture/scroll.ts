import type { Module } from '../module.ts';
import { later } from './later.ts';

/**
 * The part of the page's height that came into view, in percent: the lowest line seen over the last
 * known height, so that a page that grows is not taken for read. Where the document itself does not
 * scroll, its large inner scroller counts.
 */
export const scroll: Module = (core) => {
  let seen = 0;
  let height = 0;
  let stated = 0;
  /** What scrolled, until that is measured. */
  let target: EventTarget | null | undefined;
  const measure = () => {
    const page = document.scrollingElement!;
    const box = ((target === document ? page : target) ?? page) as Element;
    target = undefined;
    const scrolls = page.scrollHeight > page.clientHeight;
    if (box === page ? scrolls || !seen : !scrolls && box.clientHeight * 2 > page.clientHeight) {
      seen = Math.max(seen, box.scrollTop + box.clientHeight);
      height = box.scrollHeight;
    }
  };
  // Reading a position can force a layout: never at once, and not for every event.
  core._listen(document, 'scroll', (event: Event) => {
    if (!target) later(measure, 150);
    target = event.target;
  });
  core._onView(() => {
    seen = stated = 0;
    later(measure, 500);
  });
  core._onLeave(() => {
    if (!seen) measure();
    const percent = Math.min(100, (100 * seen) / height);
    if (percent > stated) core._experience({ scrollPercent: (stated = percent) });
  });
};
