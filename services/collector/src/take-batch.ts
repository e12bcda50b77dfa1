import type { KeyScope } from '@touchtrail/contract';
import { clockSkew } from '@touchtrail/store';
import type { ConsentIds, EventRow, EventSource, Withdrawals } from '@touchtrail/store';
import { errorAnswer, jsonAnswer } from './answer.ts';
import type { CountryLookup } from './country/database.ts';
import { placeStep } from '@touchtrail/enrich';
import type { Browser } from '@touchtrail/enrich';
import type { Pace } from './enrich/pace.ts';
import { mostUnread } from './enrich/told.ts';
import type { EnrichResources, Unread } from './enrich/told.ts';
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
  /** What the operator gave to tell more of events by. */
  enrich?: EnrichResources | undefined;
  /** Tells programs by how fast they act. */
  pace?: Pace | undefined;
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
  /** Used for the place and for data centres, and not stored; absent for back ends. */
  address?: string | undefined;
  /** Global Privacy Control and Do Not Track as the browser sent them. */
  signals?: { gpc: boolean; dnt: boolean };
  /** Used for channel, device and the flag of programs; absent for back ends. */
  browser?: Browser;
  /** A back end's key: what it may send, and what covers events without a receipt. */
  key?: { scopes: readonly KeyScope[]; basis: Gate['basis'] };
  cors: Readonly<Record<string, string>>;
  /** What is left of the new user agents that the request may have read; default: all of them. */
  unread?: Unread;
}

/** Counts what was flagged, what was left unread, and money that no rate was known for. */
function countTold(rows: readonly EventRow[], metrics: Metrics): void {
  for (const row of rows) {
    const bot = row['bot'];
    if (typeof bot === 'string' && bot !== '') {
      for (const reason of bot.split(' ')) {
        metrics.add('touchtrail_events_flagged_total', 1, { reason });
      }
    }
    if (row['enrichment_version'] === 0) metrics.add('touchtrail_user_agents_unread_total', 1);
    if (Number(row['value'] ?? 0) > 0 && row['currency'] && row['value_base'] === undefined) {
      metrics.add('touchtrail_values_unconverted_total', 1);
    }
  }
}

/** Takes a batch in and makes the answer: 202 only after every accepted event is durable. */
export async function takeBatch(request: BatchRequest, deps: TakeBatchDeps): Promise<Response> {
  const { read, site, receivedAt, signals, key, cors } = request;
  const { metrics } = deps;
  const { policy } = site;
  deps.limits.quota(site.id, site.dailyEvents);
  const { address, browser } = request;
  const found = address === undefined ? {} : placeStep.derive({ address }, deps.country);
  const place: Place | undefined =
    found.country === undefined
      ? undefined
      : { country: found.country, ...(found.region !== undefined && { part: found.region }) };
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
      around: {
        siteId: site.id,
        browser,
        base: site.currency,
        rates: deps.enrich?.rates,
        place: found,
        datacentre:
          browser !== undefined &&
          address !== undefined &&
          deps.enrich?.datacentres?.has(address) === true,
        pace: deps.pace,
        unread: request.unread ?? { left: mostUnread },
      },
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
  countTold(intake.rows, metrics);
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
