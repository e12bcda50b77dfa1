import { eventSchema, limits } from '@touchtrail/contract';
import type { Purpose, TouchtrailEvent } from '@touchtrail/contract';
import { boundedUserAgent, enrichEvent, withChannel } from '@touchtrail/enrich';
import { toEventRow } from '@touchtrail/store';
import type { EventRow, ImportGate, LeaseJoin } from '@touchtrail/store';
import { joinCall } from './join-call.ts';
import type { RowIds } from './row-ids.ts';
import type { Scrubber } from './scrub.ts';
import { sessionUuid } from './session-ids.ts';
import type { RecordReader, SourceRecord } from './records.ts';

export type Built = { row: EventRow; derived: boolean } | { reason: string };

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** The reasons of the schema in one line, at most three of them. */
export function issuesText(issues: readonly Issue[]): string {
  const texts = issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  const more = issues.length > 3 ? ` (and ${issues.length - 3} more)` : '';
  return `${texts.join('; ')}${more}`;
}

/** Sender's session names become UUIDs; neighbouring rows mostly share one, so the last few are kept. */
function createSessionIds(site: string): (name: unknown) => unknown {
  const kept = new Map<string, string>();
  return (name) => {
    if (typeof name !== 'string' || name === '') return name;
    let id = kept.get(name);
    if (id === undefined) {
      id = sessionUuid(site, name);
      if (kept.size >= 10_000) kept.clear();
      kept.set(name, id);
    }
    return id;
  };
}

/** Why an imported row may not be kept, by the receipt it comes with. */
function consentProblem({ consent, userId, accountId }: TouchtrailEvent): string | undefined {
  const allows = (purpose: Purpose) => consent?.purposes.includes(purpose) ?? false;
  if (!allows('measurement') && !allows('offline_join')) {
    return 'consent: neither measurement nor offline_join is among the purposes';
  }
  const named = userId ?? accountId;
  if (named !== undefined && !allows('identification') && !allows('offline_join')) {
    return 'consent: a person or account id needs identification or offline_join';
  }
  return undefined;
}

/**
 * Makes store rows of records, by the schema that every other way in uses too.
 *
 * @returns a function of a record and its number in the file, from 1: the number orders rows of the
 *   same time when there is no `seq`.
 */
export function createRowBuilder(options: {
  site: string;
  reader: RecordReader;
  receivedAt: number;
  purposes: readonly Purpose[];
  currency: string | undefined;
  /** Field policies of the site. */
  fields?: Pick<ImportGate, 'apply'>;
  /** Visits by the phone number that they were shown. */
  calls?: LeaseJoin | undefined;
  ids: RowIds;
  /** Without it texts are kept as they came. */
  scrubber?: Pick<Scrubber, 'event'> | undefined;
}): (record: SourceRecord, number: number) => Built {
  const { site, reader, receivedAt, currency, ids } = options;
  const sessionId = createSessionIds(site);
  const receipt = { purposes: [...options.purposes], source: 'import', decidedAt: receivedAt };
  const meta = { receivedAt, source: 'import', clamp: false } as const;

  return (record, number) => {
    const { event } = record;
    if (!event) return { reason: record.problem ?? 'is no event' };
    const derived = event['id'] === undefined;
    // Before anything is filled in: the id depends on the content alone.
    if (derived) event['id'] = ids.next(reader.contentOf(record));
    const session = event['sessionId'];
    if (session !== undefined) event['sessionId'] = sessionId(session);
    // Columns may leave out what an event on the wire must say.
    const stated = typeof record.source === 'string' ? undefined : event['consent'];
    if (stated !== null && typeof stated === 'object') {
      event['consent'] = { source: 'import', decidedAt: receivedAt, ...stated };
    }
    joinCall(event, options.purposes, options.calls);
    const parsed = eventSchema.safeParse(event);
    if (!parsed.success) return { reason: issuesText(parsed.error.issues) };
    const { data } = parsed;
    if (data.at < limits.importEarliest) return { reason: 'at: lies before 1970' };
    if (data.at > receivedAt + limits.maxFutureMs) return { reason: 'at: lies in the future' };
    data.seq ??= number % 4_294_967_296;
    data.consent ??= receipt;
    const problem = consentProblem(data);
    if (problem !== undefined) return { reason: problem };
    if (data.value !== undefined && currency !== undefined) data.currency ??= currency;
    // A file states whose browser it was, or none: its own reader says nothing.
    const userAgent = data.device?.userAgent ?? '';
    const seen = userAgent === '' ? data : withChannel(data, { userAgent });
    const applied = options.fields?.apply(seen);
    let stored = applied?.event ?? seen;
    if (stored.device?.userAgent !== undefined && !data.consent.purposes.includes('measurement')) {
      const { userAgent: _uncovered, ...device } = stored.device;
      stored = { ...stored, device };
    }
    options.scrubber?.event(stored);
    const stripped = applied?.dropped.map((field) => `${field}:policy`) ?? [];
    const told = enrichEvent(stored, {
      base: currency ?? '',
      userAgent: boundedUserAgent(userAgent),
      stated: {
        channel: data.channel !== undefined,
        referrerType: data.page?.referrerType !== undefined,
      },
      stripped,
      fromPage: false,
      observed: [],
    });
    const more = { ...meta, derived: told, ...(stripped.length > 0 && { stripped }) };
    return { row: toEventRow(site, stored, more), derived };
  };
}
