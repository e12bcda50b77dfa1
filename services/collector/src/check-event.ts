import { checkedEvent, eventSchema, limits } from '@touchtrail/contract';
import type { Context, KeyScope, RejectionCode, TouchtrailEvent } from '@touchtrail/contract';
import type { Derived } from '@touchtrail/enrich';
import { keepUserAgentIfCovered, seenIn, told } from './enrich/told.ts';
import type { Around } from './enrich/told.ts';
import { passGate } from './gate/gate.ts';
import type { Gate, Withdrawal } from './gate/gate.ts';
import { keptOfRefused } from './kept-of-refused.ts';
import type { BatchLinks } from './links/link-desk.ts';
import { beforePageMs } from './links/resolve-link.ts';
import type { LinkState } from './links/resolve-link.ts';

export interface RefusedEvent {
  ok: false;
  id: string | null;
  code: RejectionCode;
  message: string;
  /** What may be kept of it, as text; empty: nothing, not even its id. */
  raw: string;
}

/** One event after all checks: ready to store, or refused with the reason. */
export type CheckedEvent =
  | {
      ok: true;
      event: TouchtrailEvent;
      /** What was told of it. */
      derived: Derived;
      unknownFields: number;
      stripped: readonly string[];
      withdrawal?: Withdrawal;
      /** What became of a link's token. */
      link?: LinkState;
    }
  | RefusedEvent;

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const knownFields: ReadonlySet<string> = new Set(Object.keys(eventSchema.shape));

/** Context below, event above; `props` are merged key by key. Own `__proto__` keys stay plain data. */
function merged(context: Context | undefined, event: Fields): Fields {
  if (!context) return event;
  const both: Fields = { ...context, ...event };
  if (context.props && isFields(event['props'])) {
    both['props'] = { ...context.props, ...event['props'] };
  }
  return both;
}

/** JSON text, or '' for what cannot be written, such as an object nested ten thousand deep. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** More than the bytes of a value's JSON text can be, found without writing it. */
function jsonLengthAtMost(value: unknown, depth = 0): number {
  // A character is at most six bytes, as an escape; deeper than events are, nobody counts.
  if (typeof value === 'string') return 2 + value.length * 6;
  if (value === null || typeof value !== 'object') return 25;
  if (depth > 8) return Infinity;
  let length = 2;
  for (const [key, each] of Object.entries(value)) {
    length += 4 + key.length * 6 + jsonLengthAtMost(each, depth + 1);
    if (length > limits.eventBytes) break;
  }
  return length;
}

function boundedBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  // Cutting inside a character leaves U+FFFD at the end, which is dropped again.
  return bytes.length <= maxBytes
    ? text
    : bytes
        .subarray(0, maxBytes)
        .toString()
        .replace(/\uFFFD+$/u, '');
}

/** The first problems of an event as one line: where, and what would be right. */
export const problemText = (issues: readonly { path: PropertyKey[]; message: string }[]) =>
  issues
    .slice(0, 3)
    .map((issue) => {
      const where = issue.path.map(String).join('.');
      return where === '' || issue.message.startsWith(where)
        ? issue.message
        : `${where}: ${issue.message}`;
    })
    .join('; ');

/** Id of an event as its sender wrote it, when it is fit to be repeated in an answer. */
const idOf = (raw: unknown): string | null =>
  isFields(raw) && typeof raw['id'] === 'string' && raw['id'].length <= limits.idLength
    ? raw['id']
    : null;

export interface CheckOptions {
  gate: Gate;
  context: Context | undefined;
  /** Whether an event can be over its limit at all: false when the whole body is below it. */
  mayBeTooLarge: boolean;
  /** What a back end's key may send; undefined: not a back end. */
  scopes?: readonly KeyScope[] | undefined;
  /** What is known of the batch beside its events, to tell more of them; undefined: nothing. */
  around?: Around | undefined;
  /** Tokens of links, looked up; undefined: the batch has none. */
  links?: BatchLinks | undefined;
}

const scopeOf = (type: TouchtrailEvent['type']): KeyScope =>
  type === 'identify' || type === 'account'
    ? 'identify:write'
    : type === 'consent'
      ? 'privacy:write'
      : 'events:write';

/** An event refused, with what may be kept of it. */
export function refusal(
  raw: unknown,
  { context, gate, around }: CheckOptions,
  code: RejectionCode,
  message: string,
): RefusedEvent {
  const kept = isFields(raw)
    ? keptOfRefused(merged(context, raw), gate, around?.browser)
    : undefined;
  const text = kept ? boundedBytes(jsonText(kept), limits.eventBytes) : '';
  return { ok: false, id: idOf(raw), code, message, raw: text };
}

/**
 * Checks one event of a batch alone: size, shape after merging the context, what its key may send, and
 * the gate, which also scrubs it.
 */
export function checkEvent(raw: unknown, options: CheckOptions): CheckedEvent {
  const { gate, context, mayBeTooLarge, scopes } = options;
  const around = options.around ?? { siteId: gate.siteId, base: '' };
  const refuse = (code: RejectionCode, message: string) => refusal(raw, options, code, message);
  if (!isFields(raw)) return refuse('invalid_event', 'An event must be a JSON object.');
  if (mayBeTooLarge && jsonLengthAtMost(raw) > limits.eventBytes) {
    const text = jsonText(raw);
    if (text === '' || Buffer.byteLength(text) > limits.eventBytes) {
      return refuse('event_too_large', `An event may have at most ${limits.eventBytes} bytes.`);
    }
  }
  let parsed = checkedEvent(raw, context);
  if (!parsed) {
    // The schema knows why, and has the last word.
    const answer = eventSchema.safeParse(merged(context, raw));
    if (!answer.success) return refuse('invalid_event', problemText(answer.error.issues));
    parsed = answer.data;
  }
  if (scopes) {
    const needed = scopeOf(parsed.type);
    if (!scopes.includes(needed)) {
      return refuse('scope_missing', `This key lacks the scope ${needed}.`);
    }
  }
  const opened = options.links?.resolve(parsed);
  const given = opened?.event ?? parsed;
  const seen = seenIn(given, around);
  const answer = passGate(seen, gate);
  if (!answer.pass) {
    return { ok: false, id: idOf(raw), code: answer.code, message: answer.message, raw: '' };
  }
  let unknownFields = 0;
  for (const key of Object.keys(raw)) if (!knownFields.has(key)) unknownFields++;
  const { event, stripped, withdrawal } = answer;
  keepUserAgentIfCovered(event);
  const derived = told(event, given, seen, stripped, around);
  if (opened?.link) {
    options.links?.used(opened.link, event);
    if (event.type === 'touch') event.at -= beforePageMs;
  }
  return {
    ok: true,
    event,
    derived,
    unknownFields,
    stripped,
    ...(withdrawal && { withdrawal }),
    ...(opened && { link: opened.state }),
  };
}

/** Refuses an event because what all events of its batch share is wrong; nothing of it is kept. */
export const refuseForContext = (raw: unknown, message: string): CheckedEvent => ({
  ok: false,
  id: idOf(raw),
  code: 'invalid_context',
  message,
  raw: '',
});
