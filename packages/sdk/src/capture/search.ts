import type { Module } from '../module.ts';
import { mask } from '../page.ts';
import type { CaptureConfig } from './config.ts';
import { touch, watch } from './element.ts';
import { later } from './later.ts';

/** Results are counted after this time, ms: a page needs a moment to show them. */
const patience = 1_000;

/**
 * Search on the site (`search.performed`, a touch): seen by a query parameter of the page's address, by
 * a form with `role="search"` or `<input type="search">`, or by such a field alone. The number of
 * results is read from `data-touchpoint-results` where the page states it. What was searched is text a
 * person typed, see {@link CaptureConfig.searchTerms}; without it `length` says in tens how long it is.
 */
export const search: Module = (core) => {
  const { searchParams = 'q s query search keyword', searchTerms } = core._config as CaptureConfig;
  const names = searchParams.split(' ');
  let last = '';
  /** Records the search that waits for its results, if there is one. */
  let finish: ((leaving?: boolean) => void) | undefined;
  const termOf = (address: string) => {
    const query = new URLSearchParams(address.split(/[?#]/)[1]);
    return names.map((name) => query.get(name)).find(Boolean) ?? '';
  };
  const plan = (text: string, event?: Event) => {
    const term = text.trim();
    // The next page of results shows the same search.
    if (!term || term === last) return;
    last = term;
    const run = (leaving?: boolean) => {
      // A route within the page still has to show its results.
      if (finish !== run || (leaving && event)) return;
      finish = undefined;
      // The browser carries the term to another page, which sees it in its address.
      if (event?.cancelable && !event.defaultPrevented) return;
      const results = document.querySelector<HTMLElement>('[data-touchpoint-results]')?.dataset;
      touch(core, 'search.performed', {
        length: Math.ceil(term.length / 10) * 10,
        results: results && +results['touchpointResults']!,
        term: searchTerms && core._allows('content') ? mask(term) : undefined,
      });
    };
    finish = run;
    later(run, patience);
  };
  watch(core, 'submit change', (target, event: Event) => {
    const form = target as HTMLFormElement & HTMLInputElement;
    const field =
      event.type === 'change'
        ? // Inside a form it is the submit that searches.
          form.type === 'search' && !form.form && form
        : form.querySelector<HTMLInputElement>(
            form.closest('[role=search],search') ? 'input:not([type=hidden])' : '[type=search]',
          );
    if (field) plan(field.value, event);
  });
  core._onView((navigation) => {
    const term = termOf(location.href);
    if (navigation === 'load' && term === termOf(document.referrer)) last = term;
    plan(term);
  });
  core._onLeave(() => finish?.(true));
};
