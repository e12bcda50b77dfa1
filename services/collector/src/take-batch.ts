import type { KeyScope } from '@touchtrail/contract';
import { clockSkew } from '@touchtrail/store';
import type { ConsentIds, EventRow, EventSource, Withdrawals } from '@touchtrail/store';
import { errorAnswer, jsonAnswer } from './answer.ts';
import type { CountryLookup } from './country/database.ts';
import type { Browser } from './enrich/channel.ts';
import type { Gate, Suppressions } from './gate/gate.ts';
import type { Place } from './gate/policy.ts';
import { takeIn } from './intake.ts';
import type { IntakeDeps, ReadBatch } from './intake.ts';
import type { Limits } from './limits/limits.ts';
import type { Metrics } from './metrics.ts';
import type { CachedSite } from './site-cache.ts';

export interface TakeBatchDeps extends IntakeDeps {
  metrics: Metrics;
  limits: Limits;
  withdrawals: Pick<Withdrawals, 'at' | 'add'>;
  suppressions: Suppressions;
  country?: CountryLookup | undefined;
  /** Called with what was made durable, after it was. */
  onAccepted?: ((siteId: string, rows: readonly EventRow[]) => void) | undefined;
  /** Called when somebody who took consent back asked to be erased too, after that was durable. */
  onEraseAsked?: ((siteId: string, ids: ConsentIds) => void) | undefined;
}

/** A batch that may be taken, and the request it came with. */
export interface BatchRequest {
  read: ReadBatch;
  site: CachedSite;
  source: EventSource;
  receivedAt: number;
  bodyBytes: number;
  /** Used for the country and nothing else; absent for back ends, whose address says nothing. */
  address?: string | undefined;
  /** Global Privacy Control and Do Not Track as the browser sent them. */
  signals?: { gpc: boolean; dnt: boolean };
  /** Used for the channel and nothing else; absent for back ends. */
  browser?: Browser;
  /** A back end's key: what it may send, and what covers events without a receipt. */
  key?: { scopes: readonly KeyScope[]; basis: Gate['basis'] };
  cors: Readonly<Record<string, string>>;
}

/** Takes a batch in and makes the answer: 202 only after every accepted event is durable. */
export async function takeBatch(request: BatchRequest, deps: TakeBatchDeps): Promise<Response> {
  const { read, site, receivedAt, signals, key, cors } = request;
  const { metrics } = deps;
  const { policy } = site;
  deps.limits.quota(site.id, site.dailyEvents);
  const place: Place | undefined =
    request.address === undefined ? undefined : deps.country?.(request.address);
  const gate: Gate = {
    siteId: site.id,
    policy,
    facts: {
      regime: policy.regimeAt(place),
      optOutSignal: signals !== undefined && (signals.gpc || (policy.honourDnt && signals.dnt)),
      receivedAt,
      skew: clockSkew(receivedAt, read.batch.sentAt),
    },
    withdrawals: deps.withdrawals,
    suppressions: deps.suppressions,
    basis: key?.basis,
    trusted: key !== undefined,
  };
  const intake = await takeIn(
    read,
    {
      gate,
      source: request.source,
      bodyBytes: request.bodyBytes,
      country: place?.country,
      place: place && (place.part ?? place.country),
      scopes: key?.scopes,
      browser: request.browser,
    },
    deps,
  );
  const { accepted, duplicates, rejected } = intake;
  deps.limits.taken(site.id, accepted);
  metrics.add('touchtrail_events_accepted_total', accepted);
  metrics.add('touchtrail_events_duplicate_total', duplicates);
  metrics.add('touchtrail_fields_unknown_total', intake.unknownFields);
  for (const { code } of rejected) metrics.add('touchtrail_events_rejected_total', 1, { code });
  for (const entry of intake.stripped) {
    const at = entry.lastIndexOf(':');
    metrics.add('touchtrail_fields_stripped_total', 1, {
      field: entry.slice(0, at),
      reason: entry.slice(at + 1),
    });
  }
  for (const state of intake.links) metrics.add('touchtrail_links_total', 1, { state });
  for (const count of Object.values(read.batch.dropped ?? {})) {
    metrics.add('touchtrail_events_dropped_by_senders_total', count);
  }
  if (accepted > 0) deps.onAccepted?.(site.id, intake.rows);
  for (const ids of intake.eraseAsked) deps.onEraseAsked?.(site.id, ids);
  if (accepted === 0 && duplicates === 0) {
    return errorAnswer(
      'all_events_invalid',
      'No event of the batch could be accepted.',
      'See `rejected` for the reason of each.',
      { body: { rejected }, headers: cors },
    );
  }
  const { known } = intake;
  return jsonAnswer(202, { accepted, duplicates, rejected, ...(known && { known }) }, cors);
}
