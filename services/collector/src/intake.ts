import { batchSchema, limits } from '@touchtrail/contract';
import type { Batch, BatchAnswer, KeyScope, RejectedEvent } from '@touchtrail/contract';
import { scrubText } from '@touchtrail/sdk/scrub';
import { isStoreError, toEventRow, unfitColumn } from '@touchtrail/store';
import type {
  ConsentIds,
  EventRow,
  EventSource,
  QuarantineRow,
  ReplayGuard,
  Spool,
} from '@touchtrail/store';
import { checkEvent, problemText, refusal, refuseForContext } from './check-event.ts';
import type { RefusedEvent } from './check-event.ts';
import type { Around } from './enrich/told.ts';
import type { Gate } from './gate/gate.ts';
import type { LinkDesk } from './links/link-desk.ts';
import type { LinkState } from './links/resolve-link.ts';
import { RequestProblem } from './read-body.ts';

/** What a batch came to, with the numbers that metrics want. */
export interface Intake extends BatchAnswer {
  rows: readonly EventRow[];
  unknownFields: number;
  /** `field:reason` of all that was taken away, once for each event. */
  stripped: readonly string[];
  /** Who took consent back and asked to be erased as well. */
  eraseAsked: readonly ConsentIds[];
  /** What became of the tokens of links. */
  links: readonly LinkState[];
}

/** A batch whose envelope is right; `contextProblem` when what its events share is not. */
export interface ReadBatch {
  batch: Batch;
  contextProblem?: string;
}

/**
 * Reads a batch's envelope. A wrong context alone does not refuse it: its events are then refused one
 * by one, so that they are counted and answered like any others.
 *
 * @throws RequestProblem `invalid_batch`
 */
export function readBatch(body: unknown): ReadBatch {
  const parsed = batchSchema.safeParse(body);
  if (parsed.success) return { batch: parsed.data };
  if (parsed.error.issues.every((issue) => issue.path[0] === 'context')) {
    const { context: _wrong, ...rest } = body as Record<string, unknown>;
    return { batch: batchSchema.parse(rest), contextProblem: problemText(parsed.error.issues) };
  }
  throw new RequestProblem(
    'invalid_batch',
    `Not a batch: ${problemText(parsed.error.issues)}`,
    `Send {"v":1,"site":"wk_…","events":[…]} with 1 to ${limits.batchEvents} events.`,
  );
}

export interface IntakeDeps {
  events: Pick<Spool<EventRow>, 'append'>;
  quarantine: Pick<Spool<QuarantineRow>, 'append'>;
  replay: Pick<ReplayGuard, 'once'> & Partial<Pick<ReplayGuard, 'knows'>>;
  withdrawals: { add(siteId: string, ids: ConsentIds, at: number): void };
  linkDesk: LinkDesk;
}

/** What a batch is checked against, and where it came from. */
export interface Arrival {
  gate: Gate;
  source: EventSource;
  /** Size of the batch as it was parsed. */
  bodyBytes: number;
  country?: string | undefined;
  /** `DE`, `US-CA`: kept with what is refused, so that it can be checked again by the same rule. */
  place?: string | undefined;
  /** What a back end's key may send. */
  scopes?: readonly KeyScope[] | undefined;
  /** What more can be told of its events by. */
  around: Around;
}

/**
 * Takes a batch in: checks each event alone, then makes the good ones durable and the refused ones
 * too, with their reasons. Resolves only when both are on disk.
 */
export async function takeIn(read: ReadBatch, arrival: Arrival, deps: IntakeDeps): Promise<Intake> {
  const { batch, contextProblem } = read;
  const { gate, source, country, scopes, around } = arrival;
  const { siteId } = gate;
  const { receivedAt } = gate.facts;
  const rows: EventRow[] = [];
  /** Where in the batch each row stood. */
  const places: number[] = [];
  const refused: QuarantineRow[] = [];
  const rejected: RejectedEvent[] = [];
  const stripped: string[] = [];
  const eraseAsked: ConsentIds[] = [];
  const linkStates: LinkState[] = [];
  let unknownFields = 0;
  const meta = {
    receivedAt,
    source,
    clamp: true,
    ...(batch.sentAt !== undefined && { sentAt: batch.sentAt }),
    ...(batch.sdk !== undefined && { sdk: batch.sdk }),
    ...(country !== undefined && { country }),
  };
  /** What a second check needs to know beside the event. */
  const again = {
    ...(batch.sentAt !== undefined && { sent_at: batch.sentAt }),
    ...(batch.sdk !== undefined && { sdk: batch.sdk }),
    ...(arrival.place !== undefined && { place: arrival.place }),
    ...(gate.basis && { basis: JSON.stringify(gate.basis) }),
  };
  const options = {
    gate,
    context: batch.context,
    mayBeTooLarge: arrival.bodyBytes > limits.eventBytes,
    scopes,
    around,
    links: await deps.linkDesk.open(siteId, batch.events),
  };
  const turnAway = (index: number, { id, code, message, raw }: RefusedEvent) => {
    const keepsNothing = raw === '';
    rejected.push({ index, id, code, message });
    refused.push({
      site_id: siteId,
      received_at: receivedAt,
      // Without consent not even the id is kept, nor a message that may name a field of its sender.
      event_id: keepsNothing ? '' : (id ?? ''),
      code,
      message: keepsNothing ? '' : scrubText(message),
      raw,
      source,
      ...(!keepsNothing && again),
    });
  };
  for (const [index, raw] of batch.events.entries()) {
    const checked =
      contextProblem === undefined
        ? checkEvent(raw, options)
        : refuseForContext(raw, contextProblem);
    if (checked.ok) {
      const { event, withdrawal } = checked;
      const lost = checked.stripped;
      const { derived } = checked;
      places.push(index);
      rows.push(
        toEventRow(
          siteId,
          event,
          lost.length > 0 ? { ...meta, derived, stripped: lost } : { ...meta, derived },
        ),
      );
      unknownFields += checked.unknownFields;
      stripped.push(...lost);
      if (checked.link) linkStates.push(checked.link);
      if (withdrawal) {
        // Before it is durable: what this or another request brings next must not pass any more.
        deps.withdrawals.add(siteId, withdrawal.ids, withdrawal.at);
        if (event.props?.['erase'] === true) eraseAsked.push(withdrawal.ids);
      }
      continue;
    }
    turnAway(index, checked);
  }
  let stored: readonly EventRow[] = [];
  const keep = (some: readonly EventRow[]) =>
    deps.replay.once(
      some,
      async (fresh) => {
        await deps.events.append(fresh);
        stored = [...stored, ...fresh];
      },
      gate.facts.skew,
    );
  /** A value that no column holds is its event's fault: an error would bring the batch back for ever. */
  const keepFit = async () => {
    try {
      return await keep(rows);
    } catch (error) {
      if (!isStoreError(error, 'insert_refused')) throw error;
      const before = refused.length;
      const fit = rows.filter((row, place) => {
        const column = unfitColumn(row);
        const index = places[place];
        if (column === undefined || index === undefined) return true;
        const message = `The value of ${column} is beyond what can be stored.`;
        turnAway(index, refusal(batch.events[index], options, 'invalid_event', message));
        return false;
      });
      if (fit.length === rows.length) throw error;
      rejected.sort((one, other) => one.index - other.index);
      await deps.quarantine.append(refused.slice(before));
      await keep(fit);
      return { accepted: stored.length, duplicates: fit.length - stored.length };
    }
  };
  const [{ accepted, duplicates }] = await Promise.all([
    keepFit(),
    refused.length > 0 ? deps.quarantine.append([...refused]) : undefined,
  ]);
  const known = batch.ask?.filter((id) => deps.replay.knows?.(siteId, id));
  return {
    accepted,
    duplicates,
    rejected,
    ...(known && { known }),
    rows: stored,
    unknownFields,
    stripped,
    eraseAsked,
    links: linkStates,
  };
}
