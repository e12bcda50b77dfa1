import type { Channel, Conditions, Matcher, Rule } from '@touchtrail/contract';

/** What a rule can look at. */
export const fields = [
  'path',
  'event',
  'url',
  'channel',
  'type',
  'touchpoint',
  'referrer',
  'source',
  'medium',
  'campaign',
  'props',
] as const;
type Field = (typeof fields)[number];

/** `text`: exact, or a pattern where it has a star. `value`: a number, true or false. */
export const modes = ['text', 'is', 'glob', 'matches', 'value'] as const;
export type Mode = (typeof modes)[number];

/** One condition of a rule as a line of the form. */
export interface Line {
  field: Field;
  /** Key of an attribute. */
  key: string;
  mode: Mode;
  /** One text a line. */
  texts: string;
}

const listOf = (given: string | readonly string[]): string =>
  (typeof given === 'string' ? [given] : given).join('\n');

const lineOf = (field: Field, key: string, matcher: Matcher | number | boolean): Line => {
  const line = (mode: Mode, given: string | readonly string[]): Line => ({
    field,
    key,
    mode,
    texts: listOf(given),
  });
  if (typeof matcher === 'number' || typeof matcher === 'boolean') {
    return line('value', String(matcher));
  }
  if (typeof matcher === 'string' || Array.isArray(matcher)) return line('text', matcher);
  if ('is' in matcher) return line('is', matcher.is);
  if ('glob' in matcher) return line('glob', matcher.glob);
  return line('matches', matcher.matches);
};

/** The conditions of a rule as lines of the form. */
export const linesOf = (when: Conditions): Line[] =>
  fields.flatMap((field): Line[] => {
    if (field === 'props') {
      return Object.entries(when.props ?? {}).map(([key, matcher]) => lineOf(field, key, matcher));
    }
    const matcher = when[field];
    return matcher === undefined ? [] : [lineOf(field, '', matcher)];
  });

function matcherOf({ mode, texts }: Line): Matcher | number | boolean {
  const all = texts
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const [only = ''] = all;
  const given = all.length > 1 ? all : only;
  if (mode === 'is') return { is: given };
  if (mode === 'glob') return { glob: given };
  if (mode === 'matches') return { matches: texts.trim() };
  if (mode === 'text') return given;
  if (only === 'true' || only === 'false') return only === 'true';
  return Number(only);
}

/** The conditions that lines mean; the inverse of {@link linesOf}. The service checks them. */
export function whenOf(lines: readonly Line[]): Rule['when'] {
  const when: Record<string, unknown> = {};
  const props: Record<string, unknown> = {};
  for (const line of lines) {
    if (line.field === 'props') props[line.key.trim()] = matcherOf(line);
    else when[line.field] = matcherOf(line);
  }
  if (Object.keys(props).length > 0) when['props'] = props;
  return when as Rule['when'];
}

const textOf = (matcher: Matcher | number | boolean): string => {
  if (typeof matcher !== 'object') return String(matcher);
  if (Array.isArray(matcher)) return matcher.join(', ');
  if ('is' in matcher) return `= ${String(matcher.is)}`;
  if ('glob' in matcher) return `~ ${String(matcher.glob)}`;
  return `/${(matcher as { matches: string }).matches}/`;
};

/** The conditions of a rule on one line. @example "path /checkout/** · channel web, store" */
export const whenText = (when: Conditions): string =>
  fields
    .flatMap((field) => {
      if (field === 'props') {
        return Object.entries(when.props ?? {}).map(([key, each]) => `${key} ${textOf(each)}`);
      }
      const matcher = when[field];
      return matcher === undefined ? [] : [`${field} ${textOf(matcher)}`];
    })
    .join(' · ');

/** All channels; tsc names one that is missing. */
export const channelKeys = Object.keys({
  web: 1,
  mobile_web: 1,
  in_app_browser: 1,
  pwa: 1,
  app_webview: 1,
  chat: 1,
  email: 1,
  sms: 1,
  push: 1,
  phone: 1,
  store: 1,
  mail: 1,
  event: 1,
  social: 1,
  ads: 1,
  search: 1,
  affiliate: 1,
  referral: 1,
  partner: 1,
  direct: 1,
  app: 1,
  call_center: 1,
  other: 1,
} satisfies Record<Channel, 1>) as Channel[];
