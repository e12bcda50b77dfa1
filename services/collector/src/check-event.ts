import { eventSchema, limits } from '@touchtrail/contract';
import type { Context, RejectionCode, Site, TouchtrailEvent } from '@touchtrail/contract';
import { consentGate, rawAllowed } from './consent-gate.ts';
import { scrubPath, scrubUrl } from './scrub-url.ts';

/** One event after all checks: ready to store, or refused with the reason. */
export type CheckedEvent =
  | { ok: true; event: TouchtrailEvent; unknownFields: number }
  | { ok: false; id: string | null; code: RejectionCode; message: string; raw: string };

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

function scrubPage(page: unknown): unknown {
  if (!isFields(page)) return page;
  const scrub = (key: string, how: (text: string) => string) => {
    const value = page[key];
    return typeof value === 'string' ? { [key]: how(value) } : {};
  };
  return {
    ...page,
    ...scrub('url', scrubUrl),
    ...scrub('path', scrubPath),
    ...scrub('referrer', scrubUrl),
  };
}

function rawText(site: Pick<Site, 'consentMode'>, all: Fields): string {
  const allowed = rawAllowed(site, all['consent']);
  if (allowed === 'nothing') return '';
  const { userId: _withheld, ...anonymous } = all;
  const page = 'page' in all && { page: scrubPage(all['page']) };
  return jsonText({ ...(allowed === 'all' ? all : anonymous), ...page });
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
  site: Pick<Site, 'consentMode'>;
  context: Context | undefined;
  /** Whether an event can be over its limit at all: false when the whole body is below it. */
  mayBeTooLarge: boolean;
}

/**
 * Checks one event of a batch alone: size, shape after merging the context, consent; then scrubs its
 * URLs. Of a refused event `raw` is kept only where the receipt allows it, at most 32 KiB.
 */
export function checkEvent(raw: unknown, options: CheckOptions): CheckedEvent {
  const { site, context, mayBeTooLarge } = options;
  const all = isFields(raw) ? merged(context, raw) : undefined;
  const refuse = (code: RejectionCode, message: string): CheckedEvent => {
    const text = all ? rawText(site, all) : '';
    return { ok: false, id: idOf(raw), code, message, raw: boundedBytes(text, limits.eventBytes) };
  };
  if (!all || !isFields(raw)) return refuse('invalid_event', 'An event must be a JSON object.');
  if (mayBeTooLarge) {
    const text = jsonText(raw);
    if (text === '' || Buffer.byteLength(text) > limits.eventBytes) {
      return refuse('event_too_large', `An event may have at most ${limits.eventBytes} bytes.`);
    }
  }
  const parsed = eventSchema.safeParse(all);
  if (!parsed.success) return refuse('invalid_event', problemText(parsed.error.issues));
  const gate = consentGate(site, parsed.data);
  if (!gate.pass) {
    return { ok: false, id: idOf(raw), code: 'consent_missing', message: gate.message, raw: '' };
  }
  let unknownFields = 0;
  for (const key of Object.keys(raw)) if (!knownFields.has(key)) unknownFields++;
  const { page, ...rest } = gate.event;
  const event = page ? { ...rest, page: scrubPage(page) as typeof page } : rest;
  return { ok: true, event, unknownFields };
}

/** Refuses an event because what all events of its batch share is wrong; nothing of it is kept. */
export const refuseForContext = (raw: unknown, message: string): CheckedEvent => ({
  ok: false,
  id: idOf(raw),
  code: 'invalid_context',
  message,
  raw: '',
});
