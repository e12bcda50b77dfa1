import { limits, wellFormedJson } from '@touchtrail/contract';
import { cutText } from './foreign-source.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A self-describing JSON: `vendor/name` of its schema, and what it holds. */
export interface SelfDescribing {
  schema: string;
  data: Json;
}

/** `iglu:com.acme/cart/jsonschema/1-0-0` becomes `com.acme/cart`. */
const schemaName = (uri: unknown): string =>
  /^iglu:([^/]+\/[^/]+)\//.exec(typeof uri === 'string' ? uri : '')?.[1] ?? '';

const described = (value: unknown): SelfDescribing[] =>
  isObject(value) && isObject(value['data'])
    ? [{ schema: schemaName(value['schema']), data: value['data'] }]
    : [];

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(wellFormedJson(text));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Entities of a `contexts` cell; undefined when it is no JSON of that form. */
export function readEntities(cell: string | undefined): SelfDescribing[] | undefined {
  if (cell === undefined) return [];
  const data = parsed(cell)?.['data'];
  return Array.isArray(data) ? data.flatMap(described) : undefined;
}

/** The event in an `unstruct_event` cell; undefined when it is no JSON of that form. */
export function readEvent(cell: string): SelfDescribing | undefined {
  return described(parsed(cell)?.['data'])[0];
}

/** Plain values as props, those of objects within as `outer_inner`; lists are told by their length. */
export function flatProps(data: Json, prefix = ''): Record<string, string | number | boolean> {
  const props: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(data)) {
    const name = cutText(`${prefix}${key}`, limits.propsKeyLength);
    if (typeof value === 'string') props[name] = cutText(value, limits.propsStringLength);
    else if (typeof value === 'number' || typeof value === 'boolean') props[name] = value;
    else if (Array.isArray(value)) props[name] = value.length;
    else if (isObject(value) && prefix === '') Object.assign(props, flatProps(value, `${name}_`));
  }
  return props;
}
