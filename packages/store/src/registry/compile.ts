import { fullMatcher, words } from '@touchtrail/contract';
import type { Conditions, Matcher, Registry, Rule, Said } from '@touchtrail/contract';
import type { TouchMapping } from '../types.ts';
import { globForm } from './pattern.ts';

const say = words({
  'The rules are too long for the engine together: use fewer or shorter patterns, or patterns with * in place of lists.':
    'Die Regeln sind zusammen zu lang für die Datenbank: nehmen Sie weniger oder kürzere Muster, oder Muster mit * statt Listen.',
});

/** A registry as SQL over a row of `events`. */
export interface CompiledRegistry extends Omit<TouchMapping, 'version'> {
  /** Per rule, whether it fits a row. */
  fits: string[];
}

type Bind = (value: string | number | readonly string[]) => string;

/** Cheap ones first: the engine looks at the rest only where these hold. */
const textColumns = [
  ['event', 'events.name'],
  ['touchpoint', 'events.touchpoint'],
  ['source', 'events.campaign_source'],
  ['medium', 'events.campaign_medium'],
  ['campaign', 'events.campaign_name'],
  ['path', 'events.page_path'],
  ['url', 'events.page_url'],
  ['referrer', 'events.referrer'],
] as const satisfies readonly (readonly [keyof Conditions, string])[];

const oneOf = (expression: string, values: readonly string[], bind: Bind): string =>
  values.length === 1
    ? `${expression} = ${bind(values[0] ?? '')}`
    : `${expression} IN ${bind(values)}`;

function globSql(expression: string, pattern: string, bind: Bind): string {
  const form = globForm(pattern);
  if (form.kind === 'any') return 'true';
  const text = bind(form.text);
  switch (form.kind) {
    case 'exact':
      return `${expression} = ${text}`;
    case 'prefix':
      return `startsWith(${expression}, ${text})`;
    case 'suffix':
      return `endsWith(${expression}, ${text})`;
    case 'within':
      return `position(${expression}, ${text}) > 0`;
    case 'regex':
      return `match(${expression}, ${text})`;
  }
}

function matcherSql(expression: string, given: Matcher, bind: Bind): string {
  const matcher = fullMatcher(given);
  if (matcher.kind === 'is') return oneOf(expression, matcher.values, bind);
  if (matcher.kind === 'matches') return `match(${expression}, ${bind(matcher.pattern)})`;
  const forms = matcher.patterns.map((pattern) => globSql(expression, pattern, bind));
  return forms.length === 1 ? (forms[0] ?? 'true') : `(${forms.join(' OR ')})`;
}

/** Letters that stand in JSON as they are, whoever wrote it. */
const plainText = /^[A-Za-z0-9_.-]+$/;

/** Texts of which one must stand in the JSON where a matcher fits; undefined when there are none to tell. */
function needles(given: Matcher | number | boolean): string[] | undefined {
  if (typeof given === 'number' || typeof given === 'boolean') return undefined;
  const matcher = fullMatcher(given);
  if (matcher.kind === 'matches') return undefined;
  const texts =
    matcher.kind === 'is'
      ? matcher.values
      : matcher.patterns.map(
          (pattern) => pattern.split('*').toSorted((a, b) => b.length - a.length)[0] ?? '',
        );
  return texts.every((text) => plainText.test(text)) ? [...texts] : undefined;
}

/** Looks for a text before JSON is taken apart, which takes fifty times as long. */
function guardSql(name: string, given: Matcher | number | boolean, bind: Bind): string {
  const texts = needles(given) ?? (plainText.test(name) ? [name] : []);
  if (texts.length === 0) return '';
  const found =
    texts.length === 1
      ? `position(events.props, ${bind(texts[0] ?? '')}) > 0`
      : `multiSearchAny(events.props, ${bind(texts)})`;
  return `${found} AND `;
}

function propSql(name: string, given: Matcher | number | boolean, bind: Bind): string {
  const key = bind(name);
  if (typeof given === 'boolean')
    return `JSONExtractRaw(events.props, ${key}) = '${String(given)}'`;
  if (typeof given === 'number') {
    return `JSONType(events.props, ${key}) IN ('Int64', 'UInt64', 'Double') AND JSONExtractFloat(events.props, ${key}) = ${bind(given)}`;
  }
  const text = `if(JSONType(events.props, ${key}) = 'String', JSONExtractString(events.props, ${key}), JSONExtractRaw(events.props, ${key}))`;
  return `JSONHas(events.props, ${key}) AND ${matcherSql(text, given, bind)}`;
}

const listOf = <Value extends string>(given: Value | Value[]): Value[] =>
  Array.isArray(given) ? given : [given];

function conditionsSql({ when }: Rule, bind: Bind): string {
  const parts: string[] = [];
  if (when.channel !== undefined) parts.push(oneOf('events.channel', listOf(when.channel), bind));
  if (when.type !== undefined) parts.push(oneOf('events.type', listOf(when.type), bind));
  for (const [field, column] of textColumns) {
    const matcher = when[field];
    if (matcher !== undefined) parts.push(matcherSql(column, matcher, bind));
  }
  for (const [name, given] of Object.entries(when.props ?? {})) {
    parts.push(`${guardSql(name, given, bind)}${propSql(name, given, bind)}`);
  }
  return parts.join(' AND ');
}

/** Whether a rule is about events that name their touchpoint themselves. */
export const isAboutNamed = ({ when }: Rule): boolean => when.touchpoint !== undefined;

/**
 * A registry as SQL: `touchKey` gives the touchpoint of the first rule that fits, else what the event is
 * called without a registry; `phase` the phase of that touchpoint, `backstage` what people do not see. Values are bound, never text; patterns
 * run in the engine, whose regular expressions take linear time whatever they are.
 *
 * @param prefix of the names of its places
 */
export function compileRegistry(registry: Registry, prefix = 'reg'): CompiledRegistry {
  const params: Record<string, string | readonly string[]> = {};
  const places = new Map<string, string>();
  const texts: string[] = [];
  const bind: Bind = (value) => {
    const key = JSON.stringify(value);
    const known = places.get(key);
    if (known !== undefined) return known;
    let place: string;
    if (typeof value === 'string') {
      // The engine takes a thousand parameters: eight texts go into one.
      const list = `${prefix}t${Math.floor(texts.length / 8)}`;
      place = `{${list}:Array(String)}[${(texts.length % 8) + 1}]`;
      texts.push(value);
      params[list] = texts.slice(-(((texts.length - 1) % 8) + 1));
    } else {
      const name = `${prefix}${places.size}`;
      place = `{${name}:${typeof value === 'number' ? 'Float64' : 'Array(String)'}}`;
      params[name] = typeof value === 'number' ? String(value) : value;
    }
    places.set(key, place);
    return place;
  };
  const rules = registry.rules.map((rule) => ({
    named: isAboutNamed(rule),
    sql: conditionsSql(rule, bind),
    key: bind(rule.touchpoint),
  }));
  const first = (named: boolean): string => {
    const these = rules.filter((rule) => rule.named === named);
    if (these.length === 0) return 'touch_key';
    return `multiIf(${these.map(({ sql, key }) => `${sql}, ${key}`).join(', ')}, toString(events.touch_key))`;
  };
  const touchKey =
    rules.length === 0
      ? 'touch_key'
      : `if(events.touchpoint = '', toString(${first(false)}), toString(${first(true)}))`;
  const inPhase = registry.touchpoints.filter((touchpoint) => touchpoint.phase !== undefined);
  const phase =
    inPhase.length === 0
      ? `''`
      : `transform(toString(${touchKey}), ${bind(inPhase.map(({ key }) => key))}, ${bind(inPhase.map((touchpoint) => touchpoint.phase ?? ''))}, '')`;
  const behind = registry.touchpoints.filter(({ backstage }) => backstage === true);
  const backstage = behind.length > 0 && {
    isTouch: `(events.type = 'touch' AND toString(${touchKey}) IN ${bind(behind.map(({ key }) => key))})`,
    touchpoints: behind,
  };
  return {
    touchKey,
    phase,
    ...(backstage && { backstage }),
    params,
    fits: rules.map(({ named, sql }) => `(events.touchpoint ${named ? '!=' : '='} '' AND ${sql})`),
  };
}

/** Most that the engine takes as the text of an expression used several times in a query, in characters. */
const mostText = 30_000;
/** Most that fits into the address of a question, in bytes; one parameter takes 128 KiB at most. */
const mostBytes = { one: 120_000, all: 600_000 };
/** Of a thousand parameters that a question may have; two registries are compared in one. */
const mostParams = 400;

const bytesOf = (value: unknown): number => encodeURIComponent(JSON.stringify(value)).length;

/** Why a compiled registry is too large for the engine, or `undefined`. */
export function tooLarge({ touchKey, params }: CompiledRegistry): Said | undefined {
  const sizes = Object.values(params).map(bytesOf);
  const most = Math.max(0, ...sizes);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (
    touchKey.length <= mostText &&
    sizes.length <= mostParams &&
    most <= mostBytes.one &&
    all <= mostBytes.all
  )
    return undefined;
  return say(
    'The rules are too long for the engine together: use fewer or shorter patterns, or patterns with * in place of lists.',
  );
}
