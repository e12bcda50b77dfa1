import { channels, fullMatcher, touchTypes } from '@touchtrail/contract';
import type { Conditions, FullMatcher, Matcher, Rule } from '@touchtrail/contract';
import { globForm } from './pattern.ts';

const textFields = [
  'event',
  'path',
  'url',
  'referrer',
  'touchpoint',
  'source',
  'medium',
  'campaign',
] as const satisfies readonly (keyof Conditions)[];

/** Fields whose texts have no slash by custom: there `*` fits everything, too. */
const plainFields: ReadonlySet<string> = new Set(['event', 'source', 'medium', 'campaign']);

/** Whether a text fits a pattern; patterns of people are short, and the form has no nested repeats. */
export function fitsGlob(pattern: string, text: string): boolean {
  const form = globForm(pattern);
  switch (form.kind) {
    case 'any':
      return true;
    case 'exact':
      return form.text === text;
    case 'prefix':
      return text.startsWith(form.text);
    case 'suffix':
      return text.endsWith(form.text);
    case 'within':
      return text.includes(form.text);
    case 'regex':
      return fitsParts(pattern.split(/(\*{2,}|\*)/), text);
  }
}

/** Literals with stars between them; in time proportional to the lengths multiplied. */
function fitsParts(parts: readonly string[], text: string): boolean {
  // Ends that the parts so far can have.
  let ends = new Set<number>([0]);
  for (const [at, part] of parts.entries()) {
    const next = new Set<number>();
    if (at % 2 === 0) {
      for (const end of ends) if (text.startsWith(part, end)) next.add(end + part.length);
    } else {
      const stop = part.length > 1 ? undefined : '/';
      let reach = -1;
      for (const end of [...ends].toSorted((a, b) => a - b)) {
        for (let to = Math.max(end, reach + 1); to <= text.length; to++) {
          next.add(to);
          reach = to;
          if (text[to] === stop) break;
        }
      }
    }
    ends = next;
  }
  return ends.has(text.length);
}

const everyText = new Set(['', '.*', '^', '$', '^.*$', '^.*', '.*$']);

function isUniversal(field: string, matcher: FullMatcher): boolean {
  if (matcher.kind === 'matches') return everyText.has(matcher.pattern);
  if (matcher.kind === 'is') return false;
  return matcher.patterns.some(
    (pattern) => globForm(pattern).kind === 'any' || (pattern === '*' && plainFields.has(field)),
  );
}

/** Whether all texts of a pattern fit another, as far as that can be told without trying. */
function globWithin(inner: string, outer: string): boolean {
  if (inner === outer) return true;
  const [within, wide] = [globForm(inner), globForm(outer)];
  if (wide.kind === 'any') return true;
  if (within.kind === 'exact') return fitsGlob(outer, inner);
  const start = inner.split('*')[0] ?? '';
  const end = inner.slice(inner.lastIndexOf('*') + 1);
  if (wide.kind === 'prefix') return start.startsWith(wide.text);
  if (wide.kind === 'suffix') return end.endsWith(wide.text);
  if (wide.kind === 'within') return inner.split('*').some((part) => part.includes(wide.text));
  return false;
}

function matcherWithin(field: string, inner: Matcher, outer: Matcher): boolean {
  const [within, wide] = [fullMatcher(inner), fullMatcher(outer)];
  if (isUniversal(field, wide)) return true;
  if (wide.kind === 'matches') return within.kind === 'matches' && within.pattern === wide.pattern;
  if (within.kind === 'matches') return false;
  const texts = within.kind === 'is' ? within.values : within.patterns;
  if (wide.kind === 'is') {
    return texts.every(
      (text) =>
        wide.values.includes(text) && (within.kind === 'is' || globForm(text).kind === 'exact'),
    );
  }
  return texts.every((text) =>
    wide.patterns.some((pattern) =>
      within.kind === 'is' ? fitsGlob(pattern, text) : globWithin(text, pattern),
    ),
  );
}

const listOf = (given: string | string[] | undefined): readonly string[] | undefined =>
  given === undefined || Array.isArray(given) ? given : [given];

const listWithin = (
  inner: string | string[] | undefined,
  outer: string | string[] | undefined,
  all: readonly string[],
): boolean => {
  const wide = listOf(outer);
  return wide === undefined || (listOf(inner) ?? all).every((value) => wide.includes(value));
};

function propsWithin(inner: Conditions['props'], outer: Conditions['props']): boolean {
  return Object.entries(outer ?? {}).every(([name, wide]) => {
    const within = inner?.[name];
    if (within === undefined) return false;
    if (typeof wide === 'number' || typeof wide === 'boolean') return within === wide;
    if (typeof within === 'number' || typeof within === 'boolean') {
      return matcherWithin('props', { is: String(within) }, wide);
    }
    return matcherWithin('props', within, wide);
  });
}

/**
 * Whether every event that `later` fits is fitted by `earlier`, as far as that can be told from the
 * rules alone: what it says is true; there is more that only events show.
 */
export function subsumes(earlier: Rule, later: Rule): boolean {
  const [wide, within] = [earlier.when, later.when];
  if ((wide.touchpoint === undefined) !== (within.touchpoint === undefined)) return false;
  return (
    listWithin(within.channel, wide.channel, channels) &&
    listWithin(within.type, wide.type, touchTypes) &&
    textFields.every((field) => {
      const outer = wide[field];
      if (outer === undefined || isUniversal(field, fullMatcher(outer))) return true;
      const inner = within[field];
      return inner !== undefined && matcherWithin(field, inner, outer);
    }) &&
    propsWithin(within.props, wide.props)
  );
}

/** Whether a rule fits every event (of those that do not name their touchpoint). */
export const fitsEverything = (rule: Rule): boolean =>
  rule.when.touchpoint === undefined && subsumes(rule, { touchpoint: rule.touchpoint, when: {} });
