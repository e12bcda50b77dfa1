import { fieldsOf } from '../fields.ts';
import type { Module } from '../module.ts';
import { mask } from '../page.ts';
import type { CaptureConfig } from './config.ts';
import { nearest, off } from './element.ts';
import { later } from './later.ts';

/** Results are counted after this time, ms: a page needs a moment to show them. */
const patience = 1_000;

/**
 * Search on the site (`search.performed`, a touch): seen by a query parameter of the page's address, by
 * a form with `role="search"` or `<input type="search">`, or by such a field alone. The number of
 * results is read from `data-touchpoint-results` where the page states it. What was searched is text a
 * person typed, see {@link CaptureConfig.searchTerms}.
 */
export const search: Module = (core) => {
  const { searchParams, searchTerms } = core._config as CaptureConfig;
  const names = (searchParams || 'q s query search keyword').split(' ');
  let last: string | undefined;
  /** Records the search that waits for its results, if there is one. */
  let finish: (() => void) | undefined;
  const termOf = (address: string): string | undefined => {
    const query = new URLSearchParams(address.split('?')[1]?.split('#')[0]);
    return names.map((name) => query.get(name)).find(Boolean) ?? undefined;
  };
  const plan = (text: string, submit?: Event, carried?: boolean) => {
    const term = text.trim();
    // The next page of results shows the same search.
    if (!term || term === last) return;
    finish?.();
    last = term;
    const run = () => {
      if (finish !== run) return;
      finish = undefined;
      // The browser carries the term to the next page, which sees it in its address.
      if (carried && !submit?.defaultPrevented) return;
      const results = document.querySelector<HTMLElement>('[data-touchpoint-results]')?.dataset;
      const { length } = term;
      const props = {
        length: length < 4 ? '1-3' : length < 11 ? '4-10' : length < 31 ? '11-30' : '31-',
        ...(results && { results: Number(results['touchpointResults']) }),
        ...(searchTerms && core._allows('content') && { term: mask(term) }),
      };
      core._record('touch', fieldsOf('search.performed', { props }));
    };
    finish = run;
    later(run, patience);
  };
  const searched = (event: Event) => {
    const target = event.target as HTMLFormElement;
    const field =
      event.type === 'change'
        ? // Inside a form it is the submit that searches.
          target.matches('[type=search]') &&
          !(target as unknown as HTMLInputElement).form &&
          (target as unknown)
        : (target.querySelector('[type=search]') ??
          (nearest(target, '[role=search],search') &&
            target.querySelector('input:not([type=hidden])')));
    const { value, name } = (field || {}) as Partial<HTMLInputElement>;
    if (value && !nearest(target, off)) {
      plan(value, event, target.method === 'get' && names.includes(name!));
    }
  };
  core._listen(document, 'submit', searched);
  core._listen(document, 'change', searched);
  core._onView((navigation) => {
    const term = termOf(location.href);
    if (navigation === 'load' && term === termOf(document.referrer)) last = term;
    if (term) plan(term);
  });
  core._onLeave(() => finish?.());
};
