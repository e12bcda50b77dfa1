import { computed, effect, signal } from '@preact/signals';
import type { SiteSummary } from '@touchtrail/contract';
import {
  commonParametersOf,
  formatView,
  parseView,
  rangeOf,
  siteOf,
} from '@touchtrail/contract/view';
import type { Range, ViewState } from '@touchtrail/contract/view';
import { registryNames } from '../words/registry-names.ts';
import { words } from '../words/words.ts';
import { ApiError, getSites, sessionRole } from './api.ts';
import type { Role } from './api.ts';
import type { Given } from './given.ts';
import { whenIdle } from './when-idle.ts';

const say = words({
  'Your session has ended. Sign in again; your view is kept.':
    'Ihre Sitzung ist zu Ende. Melden Sie sich wieder an; Ihre Ansicht bleibt.',
  'Something went wrong in this page.': 'In dieser Seite ging etwas schief.',
  'Reload the page.': 'Laden Sie die Seite neu.',
});

const first = parseView(location.pathname, location.search);

/** What the link says; the one source of what is shown. */
export const view = signal<ViewState>(first.state);
/** Parts of the link that could not be used. */
export const linkProblems = signal<string[]>(first.problems);

type Parts = 'flow' | 'funnel' | 'choices' | 'several' | 'marks' | 'amounts';
export type Patch = Partial<Omit<ViewState, Parts>> & {
  [Part in Parts]?: Partial<ViewState[Part]>;
};

// A list is of a figure that is shown: another screen or question has others.
const keepsBehind = ({ behind, screen }: ViewState, patch: Patch): ViewState['behind'] =>
  (patch.screen ?? screen) !== screen || patch.flow || patch.choices || patch.several
    ? null
    : behind;

const patched = (state: ViewState, patch: Patch): ViewState => ({
  ...state,
  behind: keepsBehind(state, patch),
  ...patch,
  flow: { ...state.flow, ...patch.flow },
  funnel: { ...state.funnel, ...patch.funnel },
  choices: { ...state.choices, ...patch.choices },
  several: { ...state.several, ...patch.several },
  marks: { ...state.marks, ...patch.marks },
  amounts: { ...state.amounts, ...patch.amounts },
});

/** The link of this view with a change. */
export const hrefOf = (patch: Patch): string => formatView(patched(view.value, patch));

/** Whether charts are shown as tables. It is a frame ahead of the link, so that a press is answered at once. */
export const asTables = signal(first.state.table);
effect(() => {
  asTables.value = view.value.table;
});

/** How to take back that the link follows {@link asTables} soon; undefined where it does already. */
let waiting: (() => void) | undefined;

/** Lets the link say what is shown: before it becomes another one, or what is behind the back button is wrong. */
function catchUp(): void {
  if (!waiting) return;
  waiting();
  waiting = undefined;
  view.value = { ...view.value, table: asTables.value };
  history.replaceState(null, '', formatView(view.value));
}

/** Turns all charts into tables, or back. What only the link needs is drawn behind the next frame. */
export function turnTables(): void {
  asTables.value = !asTables.value;
  waiting ??= whenIdle(catchUp);
}

/** Changes the view and the address. `replace` keeps the back button from collecting small steps. */
export function go(patch: Patch, how: 'push' | 'replace' = 'push'): void {
  catchUp();
  const before = view.value;
  const next = patched(before, patch);
  const link = formatView(next);
  view.value = next;
  linkProblems.value = [];
  if (link === location.pathname + location.search) return;
  if (how === 'replace') history.replaceState(null, '', link);
  else history.pushState(null, '', link);
  if (next.screen !== before.screen) scrollTo(0, 0);
}

/** Opens a link of this page, as a saved view holds it. */
export function openLink(link: string): void {
  const { pathname, search } = new URL(link, location.origin);
  const { state, problems } = parseView(pathname, search);
  catchUp();
  history.pushState(null, '', pathname + search);
  view.value = state;
  linkProblems.value = problems;
  scrollTo(0, 0);
}

/** Follows the browser's back and forward buttons. */
export function followHistory(): void {
  addEventListener('popstate', () => {
    // The page that was turned is left already: what was to be said of it is not said of this one.
    waiting?.();
    waiting = undefined;
    const { state, problems } = parseView(location.pathname, location.search);
    view.value = state;
    linkProblems.value = problems;
  });
}

export type Session =
  | { phase: 'checking' }
  | { phase: 'in'; role: Role }
  | { phase: 'out'; why?: string }
  | { phase: 'failed'; error: ApiError };
export const session = signal<Session>({ phase: 'checking' });

/** What whoever is signed in may do; a viewer's until that is known. */
export const role = computed<Role>(() =>
  session.value.phase === 'in' ? session.value.role : 'viewer',
);

export const sites = signal<SiteSummary[]>([]);
/** The site shown; undefined while none is known or the link names one that does not exist. */
export const site = computed<SiteSummary | undefined>(() => siteOf(view.value, sites.value));

/** The time zone of the site: days and times are told in it. */
export const zone = computed(() => site.value?.timezone ?? 'UTC');

/** Grows when reports shall be asked anew. */
export const refreshes = signal(0);

export const range = computed<Range>(() => rangeOf(view.value, site.value, Date.now()));

/** Parameters that every report of this view takes; null without a site. */
export const commonParameters = computed<Record<string, unknown> | null>(() =>
  site.value ? commonParametersOf(view.value, site.value, Date.now()) : null,
);

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError(
        0,
        'internal',
        say('Something went wrong in this page.'),
        say('Reload the page.'),
      );

/** A refused session leads to the sign-in; the view stays in the address. */
export function noticeRefusal(error: unknown): void {
  if (error instanceof ApiError && error.status === 401 && session.value.phase === 'in') {
    session.value = {
      phase: 'out',
      why: say('Your session has ended. Sign in again; your view is kept.'),
    };
  }
}

/** Asks for the sites and their state of data again. */
export async function reloadSites(): Promise<void> {
  try {
    sites.value = await getSites();
  } catch (error) {
    noticeRefusal(error);
    throw error;
  }
}

/**
 * Asks what other sites there are by now. The one that is shown stays as it was known: a page that is
 * read does not turn into another one by itself.
 */
export async function reloadOtherSites(shown: SiteSummary): Promise<void> {
  try {
    sites.value = (await getSites()).map((one) => (one.id === shown.id ? shown : one));
  } catch (error) {
    noticeRefusal(error);
  }
}

/** Signs in with the cookie if there is one, and loads the sites, unless the page came with both. */
export async function openSession(given?: Given): Promise<void> {
  if (given) {
    sites.value = given.sites;
    registryNames.value = given.names;
    session.value = { phase: 'in', role: given.session.role };
    return;
  }
  session.value = { phase: 'checking' };
  try {
    const who = await sessionRole();
    if (who === undefined) {
      session.value = { phase: 'out' };
      return;
    }
    sites.value = await getSites();
    session.value = { phase: 'in', role: who };
  } catch (error) {
    const known = asApiError(error);
    session.value = known.status === 401 ? { phase: 'out' } : { phase: 'failed', error: known };
  }
}
