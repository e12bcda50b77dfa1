import { formatRange, parseRange } from './range.ts';
import type { Range } from './range.ts';
import { formatBehind, parseBehind } from './view-behind.ts';
import type { Behind } from './view-behind.ts';
import {
  amounts,
  choices,
  formatSeveral,
  marks,
  normalOptions,
  parseSeveral,
  several,
} from './view-options.ts';
import type { Amounts, Choices, Marks, Several } from './view-options.ts';
import { formatCondition, parseCondition } from './view-segment.ts';
import type { Condition } from './view-segment.ts';

/** Screens as the rail groups them. */
export const screenGroups = [
  { group: 'see', screens: ['overview', 'findings', 'journey-map', 'flow', 'funnel', 'drop-off'] },
  { group: 'explain', screens: ['make-or-break', 'attribution', 'channels', 'forms', 'feedback'] },
  { group: 'know', screens: ['people', 'accounts'] },
  { group: 'act', screens: ['actions'] },
  { group: 'watch', screens: ['live'] },
  { group: 'manage', screens: ['registry', 'segments', 'settings'] },
] as const;
export type Screen = (typeof screenGroups)[number]['screens'][number];
export const screens: readonly Screen[] = screenGroups.flatMap((one) => [...one.screens]);
/** Screens that are not about a period: the bar asks nothing there. */
export const withoutReports: ReadonlySet<Screen> = new Set([
  'people',
  'accounts',
  'actions',
  'live',
  'registry',
  'segments',
  'settings',
]);
/** Screens that say something before there are data. */
export const withoutData: ReadonlySet<Screen> = new Set(['registry', 'segments', 'settings']);

const pathUnits = ['journey', 'person', 'visit'] as const;
type PathUnit = (typeof pathUnits)[number];

/** What is shown beside: the time before of the same length, another time, or other people. */
export type Compare =
  | { kind: 'previous' }
  | { kind: 'range'; range: Extract<Range, { kind: 'custom' }> }
  | { kind: 'segment'; segment: Condition[] };

/** Everything a link can say. What is absent in the link has its default here. */
export interface ViewState {
  screen: Screen;
  /** Null: the first site. */
  site: string | null;
  /** Null: decided by the age of the data. */
  range: Range | null;
  subject: 'person' | 'account';
  /** A saved journey, `name` or `name@version`; null: what the site calls a conversion. */
  journey: string | null;
  /** Conditions that all must hold. */
  segment: Condition[];
  compare: Compare | null;
  /** Silence after which a journey counts as abandoned. */
  abandonedAfter: Silence;
  /** Charts are shown as tables. */
  table: boolean;
  flow: {
    unit: PathUnit;
    steps: number;
    items: number;
    startAt: string | null;
    merge: boolean;
    /** Touchpoints whose touches are taken out of paths. */
    exclude: string[];
  };
  funnel: { steps: string[]; window: string };
  /** The figure whose journeys are listed. */
  behind: Behind | null;
  choices: Choices;
  several: Several;
  marks: Marks;
  amounts: Amounts;
}

/** Limits of the link's parameters; the service checks again. */
export const limits = {
  steps: { min: 2, max: 20, normal: 6 },
  items: { min: 1, max: 25, normal: 6 },
  funnelSteps: 20,
  conditions: 20,
  leftOut: 100,
  nameLength: 200,
} as const;

export const windows = ['1h', '1d', '7d', '14d', '30d', '90d', 'none'] as const;
const normalWindow = '7d';

export const silences = ['auto', '1d', '3d', '7d', '14d', '30d', '60d', '90d', '180d'] as const;
export type Silence = (typeof silences)[number];
/** Learned from the data by the service. */
export const normalSilence = 'auto';

/** The version of the link format. A later one must still read this one. */
const version = '1';

const pathOf = (screen: Screen): string => (screen === 'overview' ? '/' : `/${screen}`);

function screenOf(path: string): Screen | undefined {
  const name = path.replaceAll('/', '');
  return name === '' ? 'overview' : screens.find((screen) => screen === name);
}

/**
 * Reads a link. Whatever it cannot use falls back to the default and is named in `problems`: a link
 * of a colleague must never show another question than it says.
 *
 * @example
 * parseView('/flow', '?steps=4').state.flow.steps; // 4
 */
export function parseView(path: string, search: string): { state: ViewState; problems: string[] } {
  const query = new URLSearchParams(search);
  const problems: string[] = [];
  const bad = (name: string) => {
    problems.push(`${name}=${query.get(name)?.slice(0, 60) ?? ''}`);
  };
  const text = (name: string): string | null => {
    const value = query.get(name);
    if (value === null || value === '') return null;
    if (value.length <= limits.nameLength) return value;
    bad(name);
    return null;
  };
  const choice = <T extends string>(name: string, options: readonly T[], normal: T): T => {
    const value = query.get(name);
    if (value === null) return normal;
    const found = options.find((option) => option === value);
    if (found === undefined) bad(name);
    return found ?? normal;
  };
  const whole = (
    name: string,
    { min, max, normal }: { min: number; max: number; normal: number },
  ) => {
    const value = query.get(name);
    if (value === null) return normal;
    const number = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    bad(name);
    return normal;
  };

  const screen = screenOf(path);
  if (screen === undefined) problems.push(path.slice(0, 60));
  const linkVersion = query.get('v');
  if (linkVersion !== null && linkVersion !== version) bad('v');
  const rangeText = query.get('range');
  const range = rangeText === null ? undefined : parseRange(rangeText);
  if (rangeText !== null && range === undefined) bad('range');
  const names = (name: string, most: number): string[] => {
    const given = query.getAll(name).filter((one) => one !== '');
    const usable = given.filter((one) => one.length <= limits.nameLength).slice(0, most);
    if (usable.length < given.length) {
      problems.push(`${name} ×${given.length - usable.length}`);
    }
    return usable;
  };

  const conditions = (name: string): Condition[] => {
    const given = query.getAll(name);
    const read = given.map(parseCondition).filter((one) => one !== undefined);
    const taken = read.slice(0, limits.conditions);
    if (taken.length < given.length) {
      problems.push(`${name} ×${given.length - taken.length}`);
    }
    return taken;
  };
  const compare = (): Compare | null => {
    const value = query.get('compare');
    if (value === null) return null;
    if (value === 'previous') return { kind: 'previous' };
    if (value === 'segment') return { kind: 'segment', segment: conditions('with') };
    const other = parseRange(value);
    if (other?.kind === 'custom') return { kind: 'range', range: other };
    bad('compare');
    return null;
  };
  const behind = (): Behind | null => {
    const value = query.get('behind');
    const read = value === null ? null : parseBehind(value);
    if (read === undefined) bad('behind');
    return read ?? null;
  };
  const journeyName = (): string | null => {
    const value = text('journey');
    if (value === null || /^[a-z0-9][a-z0-9_-]{0,62}(?:@\d{1,6})?$/.test(value)) return value;
    bad('journey');
    return null;
  };
  const own = normalOptions();
  for (const [name, all] of Object.entries(choices)) {
    const chosen: string = choice(name, all as readonly string[], all[0]);
    Object.assign(own.choices, { [name]: chosen });
  }
  for (const name of Object.keys(several) as (keyof Several)[]) {
    const value = query.get(name);
    const read = value === null ? own.several[name] : parseSeveral(name, value);
    if (read === undefined) bad(name);
    own.several[name] = read ?? own.several[name];
  }
  for (const name of marks) own.marks[name] = text(name);
  for (const [name, amount] of Object.entries(amounts)) {
    Object.assign(own.amounts, { [name]: whole(name, amount) });
  }

  const state: ViewState = {
    screen: screen ?? 'overview',
    site: text('site'),
    range: range ?? null,
    subject: choice('subject', ['person', 'account'], 'person'),
    journey: journeyName(),
    segment: conditions('segment'),
    compare: compare(),
    abandonedAfter: choice('abandoned', silences, normalSilence),
    table: choice('view', ['chart', 'table'], 'chart') === 'table',
    flow: {
      unit: choice('unit', pathUnits, 'journey'),
      steps: whole('steps', limits.steps),
      items: whole('items', limits.items),
      startAt: text('start'),
      merge: choice('merge', ['0', '1'], '0') === '1',
      exclude: [...new Set(names('leaveout', limits.leftOut))],
    },
    funnel: {
      steps: names('step', limits.funnelSteps),
      window: choice('window', windows, normalWindow),
    },
    behind: behind(),
    ...own,
  };
  return { state, problems };
}

/** The link of a view: defaults are left out, so that it stays short. Inverse of {@link parseView}. */
export function formatView(state: ViewState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null, normal?: string) => {
    if (value !== null && value !== normal) query.append(name, value);
  };
  put('site', state.site);
  put('range', state.range && formatRange(state.range));
  put('subject', state.subject, 'person');
  put('journey', state.journey);
  for (const condition of state.segment) put('segment', formatCondition(condition));
  putCompare(put, state.compare);
  put('abandoned', state.abandonedAfter, normalSilence);
  put('view', state.table ? 'table' : null);
  put('unit', state.flow.unit, 'journey');
  put('steps', String(state.flow.steps), String(limits.steps.normal));
  put('items', String(state.flow.items), String(limits.items.normal));
  put('start', state.flow.startAt);
  put('merge', state.flow.merge ? '1' : null);
  for (const key of state.flow.exclude) put('leaveout', key);
  for (const step of state.funnel.steps) put('step', step);
  put('window', state.funnel.window, normalWindow);
  put('behind', state.behind && formatBehind(state.behind));
  for (const [name, all] of Object.entries(choices)) {
    put(name, state.choices[name as keyof Choices], all[0]);
  }
  for (const [name, { normal }] of Object.entries(several)) {
    put(name, formatSeveral(state.several[name as keyof Several]), formatSeveral(normal));
  }
  for (const name of marks) put(name, state.marks[name]);
  for (const [name, { normal }] of Object.entries(amounts)) {
    put(name, String(state.amounts[name as keyof Amounts]), String(normal));
  }
  const text = query.toString();
  return pathOf(state.screen) + (text === '' ? '' : `?v=${version}&${text}`);
}

function putCompare(put: (name: string, value: string | null) => void, compare: Compare | null) {
  if (compare?.kind === 'previous') put('compare', 'previous');
  if (compare?.kind === 'range') put('compare', formatRange(compare.range));
  if (compare?.kind === 'segment') {
    put('compare', 'segment');
    for (const condition of compare.segment) put('with', formatCondition(condition));
  }
}
