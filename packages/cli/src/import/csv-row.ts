import { wellFormedJson } from '@touchtrail/contract';
import { localTime } from '../local-time.ts';
import type { ChannelReader } from './channel-words.ts';
import type { ColumnPlan, Field } from './columns.ts';

/** A wire event under construction; the schema of the contract has the last word on it. */
export type RawEvent = Record<string, unknown>;

const number = (text: string): number | string => {
  const value = Number(text);
  // What is no number goes on as it is, so that the schema refuses it with the field's name.
  return text.trim() === '' || Number.isNaN(value) ? text : value;
};

const yes = /^(1|true|yes|t|y)$/i;
const no = /^(0|false|no|f|n)$/i;

/** Epoch seconds would silently land in January 1970. */
const looksLikeSeconds = (ms: number): boolean => ms > 1e8 && ms < 1e11;

function child(event: RawEvent, key: string): RawEvent {
  const made = (event[key] ??= {});
  return made as RawEvent;
}

const deviceNumbers: ReadonlySet<string> = new Set([
  'device.width',
  'device.height',
  'device.utcOffset',
]);

/** A column `props` holds a JSON object, as an export writes it; any other text is a prop of that name. */
function setProps(event: RawEvent, text: string): undefined {
  let props: unknown;
  try {
    props = text.startsWith('{') ? JSON.parse(wellFormedJson(text)) : undefined;
  } catch {
    props = undefined;
  }
  event['props'] =
    props !== null && typeof props === 'object' ? (props as RawEvent) : { props: text };
}

/** Sets one field from its text. Returns why it cannot. */
function setField(event: RawEvent, field: Field, text: string): string | undefined {
  switch (field) {
    case 'at': {
      if (!/^-?\d+(\.\d+)?$/.test(text)) {
        event['at'] = text;
        return undefined;
      }
      const ms = Number(text);
      if (looksLikeSeconds(ms)) {
        return `at: ${text} looks like epoch seconds, milliseconds are expected`;
      }
      event['at'] = ms;
      return undefined;
    }
    case 'isConversion':
      if (yes.test(text)) event['type'] = 'conversion';
      else if (!no.test(text)) return 'is_conversion: must be 0 or 1';
      return undefined;
    case 'type':
      // is_conversion = 1 wins over a plain type.
      event['type'] ??= text;
      return undefined;
    case 'seq':
    case 'rating':
      event[field] = number(text);
      return undefined;
    case 'currency':
      event['currency'] = text.trim().toUpperCase();
      return undefined;
    case 'page.url':
      child(event, 'page')['url'] = text;
      return undefined;
    case 'consent.purposes':
      child(event, 'consent')['purposes'] = text
        .toLowerCase()
        .split(/[\s,;|+]+/)
        .filter((word) => word !== '' && word !== 'none');
      return undefined;
    case 'device.saveData':
      child(event, 'device')['saveData'] = yes.test(text);
      return undefined;
    case 'beforeConsent':
      event['beforeConsent'] = yes.test(text);
      return undefined;
    case 'props':
      return setProps(event, text);
    default: {
      const dot = field.indexOf('.');
      if (dot < 0) event[field] = text;
      else {
        const group = field.slice(0, dot);
        const isNumber = group === 'experience' || deviceNumbers.has(field);
        child(event, group)[field.slice(dot + 1)] = isNumber ? number(text) : text;
      }
      return undefined;
    }
  }
}

/** A word of another system as part of a key: `Berlin Mitte` becomes `berlin-mitte`. */
const keyWord = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, '-');

/** What the plan says beyond single cells. Returns why the row cannot be an event. */
function finish(plan: ColumnPlan, event: RawEvent): string | undefined {
  const { recipe, timezone } = plan;
  if (plan.has.has('date')) {
    const { date, time } = event;
    delete event['date'];
    delete event['time'];
    if (typeof date === 'string')
      event['at'] ??= typeof time === 'string' ? `${date} ${time}` : date;
  }
  const { at } = event;
  if (typeof at === 'string' && timezone !== undefined) {
    event['at'] = localTime(at.trim(), timezone) ?? at;
  }
  const consent = event['consent'] as RawEvent | undefined;
  const allowed = consent?.['purposes'] as string[] | undefined;
  if (plan.has.has('consent.purposes') && (allowed?.length ?? 0) === 0)
    return 'consent: the row says that there is none';
  const decidedAt = consent?.['decidedAt'];
  if (consent && typeof decidedAt === 'string' && timezone !== undefined) {
    consent['decidedAt'] = localTime(decidedAt.trim(), timezone) ?? decidedAt;
  }
  if (!recipe) return undefined;
  // Numbers of different systems may be the same.
  if (event['id'] !== undefined) event['id'] = `${recipe.name}:${String(event['id'])}`;
  const { touchpoint, experience } = event;
  const prefix = recipe.touchpointPrefix ?? '';
  if (typeof touchpoint === 'string') event['touchpoint'] = prefix + keyWord(touchpoint);
  for (const [field, factor] of Object.entries(recipe.factors ?? {})) {
    const key = field.slice('experience.'.length);
    const value = (experience as RawEvent | undefined)?.[key];
    if (typeof value === 'number') (experience as RawEvent)[key] = Math.round(value * factor);
  }
  for (const [field, value] of Object.entries(recipe.constants)) event[field] ??= value;
  return undefined;
}

/** The path of an address, with its host or without. */
export const pathOf = (url: string): string | undefined => {
  const match = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/[^/?#]*)?(\/[^?#]*)/i.exec(url);
  return match?.[1];
};

/**
 * Makes a wire event of a CSV row. Empty cells are absent fields.
 *
 * @returns the event, or the reason why the row cannot be one.
 * @example
 * const plan = planColumns(['timestamp', 'person_id', 'touchpoint'], {});
 * rowToEvent(plan, ['2026-11-22T10:00:00Z', 'p1', 'home'], createChannelReader());
 */
export function rowToEvent(
  plan: ColumnPlan,
  row: readonly string[],
  channels: ChannelReader,
): RawEvent | string {
  const { targets } = plan;
  if (row.length !== targets.length) {
    return `has ${row.length} fields, the header has ${targets.length}`;
  }
  const event: RawEvent = {};
  let props: Record<string, string> | undefined;
  for (let i = 0; i < targets.length; i++) {
    const text = row[i] ?? '';
    const target = targets[i];
    if (text === '' || target === undefined) continue;
    if ('field' in target) {
      if (target.field === 'channel') {
        const { channel, word } = channels.read(text);
        event['channel'] = channel;
        if (word !== undefined) (props ??= {})['channel'] = word;
        continue;
      }
      const problem = setField(event, target.field, text);
      if (problem !== undefined) return problem;
    } else {
      (props ??= {})[target.prop] = text;
    }
  }
  // A column of its own wins over the same key in a column of all.
  if (props) event['props'] = Object.assign((event['props'] as RawEvent | undefined) ?? {}, props);
  const problem = finish(plan, event);
  if (problem !== undefined) return problem;
  event['name'] ??= event['touchpoint'];
  const page = event['page'] as RawEvent | undefined;
  if (page && page['path'] === undefined && typeof page['url'] === 'string') {
    const path = pathOf(page['url']);
    if (path !== undefined) page['path'] = path;
  }
  return event;
}

/**
 * What a row says, whatever the order of its columns: rows with the same content get the same text.
 */
export function rowContent(plan: ColumnPlan, row: readonly string[]): string {
  let content = '';
  for (const index of plan.sorted) {
    const text = row[index];
    if (text) content += `${plan.header[index] ?? ''}\u001F${text}\u001E`;
  }
  return content;
}
