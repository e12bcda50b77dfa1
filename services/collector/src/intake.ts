import { batchSchema, limits } from '@touchtrail/contract';
import type { Batch, BatchAnswer, RejectedEvent } from '@touchtrail/contract';
import { toEventRow } from '@touchtrail/store';
import type { EventRow, QuarantineRow, ReplayGuard, Spool } from '@touchtrail/store';
import { checkEvent, problemText, refuseForContext } from './check-event.ts';
import { RequestProblem } from './read-body.ts';
import type { CachedSite } from './site-cache.ts';

/** What a batch came to, with the numbers that metrics want. */
export interface Intake extends BatchAnswer {
  rows: readonly EventRow[];
  unknownFields: number;
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
  replay: Pick<ReplayGuard, 'once'>;
}

/**
 * Takes a batch in: checks each event alone, then makes the good ones durable and the refused ones
 * too, with their reasons. Resolves only when both are on disk.
 *
 * @param bodyBytes size of the batch as it was parsed.
 */
export async function takeIn(
  read: ReadBatch,
  site: CachedSite,
  receivedAt: number,
  bodyBytes: number,
  deps: IntakeDeps,
): Promise<Intake> {
  const { batch, contextProblem } = read;
  const rows: EventRow[] = [];
  const refused: QuarantineRow[] = [];
  const rejected: RejectedEvent[] = [];
  let unknownFields = 0;
  const meta = {
    receivedAt,
    source: 'sdk' as const,
    clamp: true,
    ...(batch.sentAt !== undefined && { sentAt: batch.sentAt }),
    ...(batch.sdk !== undefined && { sdk: batch.sdk }),
  };
  const options = {
    site,
    context: batch.context,
    mayBeTooLarge: bodyBytes > limits.eventBytes,
  };
  for (const [index, raw] of batch.events.entries()) {
    const checked =
      contextProblem === undefined
        ? checkEvent(raw, options)
        : refuseForContext(raw, contextProblem);
    if (checked.ok) {
      rows.push(toEventRow(site.id, checked.event, meta));
      unknownFields += checked.unknownFields;
      continue;
    }
    const { id, code, message } = checked;
    rejected.push({ index, id, code, message });
    refused.push({
      site_id: site.id,
      received_at: receivedAt,
      // Without consent not even the id is kept.
      event_id: checked.raw === '' ? '' : (id ?? ''),
      code,
      message,
      raw: checked.raw,
      source: 'sdk',
    });
  }
  let stored: readonly EventRow[] = [];
  const [{ accepted, duplicates }] = await Promise.all([
    deps.replay.once(rows, async (fresh) => {
      await deps.events.append(fresh);
      stored = [...stored, ...fresh];
    }),
    refused.length > 0 ? deps.quarantine.append(refused) : undefined,
  ]);
  return { accepted, duplicates, rejected, rows: stored, unknownFields };
}
