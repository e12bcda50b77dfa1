import type { HookMapping, HookRule } from '@touchtrail/contract';
import { valueAt } from './json-path.ts';

/** An event as a payload tells it, not checked yet. */
export interface MappedEvent {
  event: Record<string, unknown>;
  /** The phone number that was called, to find the visit it was shown to. */
  calledNumber?: string;
}

/** What a payload came to. */
export interface Mapped {
  events: MappedEvent[];
  /** Records that no rule is for. */
  ignored: number;
}

/** Fields that are ids and words: a number there is text. */
const texts: ReadonlySet<string> = new Set([
  'id',
  'userId',
  'anonymousId',
  'accountId',
  'name',
  'touchpoint',
  'calledNumber',
]);
const numbers: ReadonlySet<string> = new Set(['value', 'rating', 'experience.durationMs']);

const withoutZone = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function fits(record: unknown, { when }: HookRule): boolean {
  return Object.entries(when).every(([path, wanted]) => {
    const value = valueAt(record, path) ?? null;
    return Array.isArray(wanted) ? wanted.some((one) => one === value) : wanted === value;
  });
}

/** The id of a record: all of its parts, or none when one is missing, since it would not be unique. */
function idOf(record: unknown, paths: readonly string[]): string | undefined {
  const parts = paths.map((path) => valueAt(record, path));
  return parts.every((part) => isScalar(part) && part !== '') ? parts.join(':') : undefined;
}

function converted(field: string, found: unknown, rule: HookRule): unknown {
  if (field === 'consent.purposes') {
    const list = typeof found === 'string' ? found.split(/[\s,;]+/) : found;
    return Array.isArray(list) ? list.filter((word) => word !== '') : undefined;
  }
  if (!isScalar(found) || found === '') return undefined;
  const words = rule.words[field];
  const word = words && Object.hasOwn(words, String(found)) ? words[String(found)] : undefined;
  let value: unknown = words && !field.startsWith('props.') ? word : (word ?? found);
  if (value === undefined || value === null) return undefined;
  // Without a zone it is UTC, as nearly all systems mean it.
  if (field === 'at' && typeof value === 'string' && withoutZone.test(value)) value = `${value}Z`;
  const factor = rule.factors[field];
  const numeric = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim());
  if (numeric && (numbers.has(field) || field === 'at' || factor !== undefined)) {
    value = Number(value);
  }
  if (factor !== undefined && typeof value === 'number') value = Math.round(value * factor);
  const prefix = rule.prefixes[field];
  return texts.has(field) || prefix !== undefined ? `${prefix ?? ''}${String(value)}` : value;
}

function put(event: Record<string, unknown>, field: string, value: unknown): void {
  const [outer = '', ...rest] = field.split('.');
  if (rest.length === 0) {
    event[outer] = value;
    return;
  }
  const inner = (event[outer] ??= {}) as Record<string, unknown>;
  // Not assignment: a prop may be called __proto__.
  Object.defineProperty(inner, rest.join('.'), {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function mapRecord(record: unknown, rule: HookRule, namespace: string): MappedEvent {
  const event: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(rule.constants)) put(event, field, value);
  for (const [field, where] of Object.entries(rule.fields)) {
    const paths = typeof where === 'string' ? [where] : where;
    const found =
      field === 'id'
        ? idOf(record, paths)
        : paths.map((path) => valueAt(record, path)).find((value) => value !== undefined);
    const value = converted(field, found, rule);
    if (value !== undefined) put(event, field, value);
  }
  const { id, calledNumber } = event;
  // Numbers of different systems may be the same.
  if (typeof id === 'string') event['id'] = `${namespace}:${id}`;
  delete event['calledNumber'];
  return { event, ...(typeof calledNumber === 'string' && { calledNumber }) };
}

/**
 * Makes events of a payload by a mapping. Ids are put behind `namespace`, so that the same record sent
 * again is the same event, and no other system's.
 *
 * @example
 * mapPayload(mapping, JSON.parse(body), 'hook:hook_x').events[0]?.event.id; // 'hook:hook_x:4711'
 */
export function mapPayload(mapping: HookMapping, payload: unknown, namespace: string): Mapped {
  const whole = mapping.each === undefined ? payload : valueAt(payload, mapping.each);
  const records: readonly unknown[] = Array.isArray(whole) ? whole : [whole];
  const events: MappedEvent[] = [];
  let ignored = 0;
  for (const record of records) {
    const rule = mapping.rules.find((one) => fits(record, one));
    if (rule && record !== null && typeof record === 'object') {
      events.push(mapRecord(record, rule, namespace));
    } else ignored++;
  }
  return { events, ignored };
}
