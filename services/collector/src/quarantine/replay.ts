import { consentReceiptSchema } from '@touchtrail/contract';
import type { RejectionCode, TouchtrailEvent } from '@touchtrail/contract';
import { clockSkew, toEventRow } from '@touchtrail/store';
import type {
  ConsentIds,
  EventRow,
  QuarantineEntry,
  QuarantineFilter,
  QuarantineStore,
  ReplayGuard,
  Spool,
  Withdrawals,
} from '@touchtrail/store';
import { checkEvent } from '../check-event.ts';
import type { CheckedEvent } from '../check-event.ts';
import type { Around, EnrichResources } from '../enrich/told.ts';
import type { Gate, Suppressions } from '../gate/gate.ts';
import type { Place, Policy } from '../gate/policy.ts';
import type { LinkDesk } from '../links/link-desk.ts';
import type { CachedSite, SiteCache } from '../site-cache.ts';
import { repaired } from './repair.ts';
import type { Repair } from './repair.ts';

export interface QuarantineReplayDeps {
  sites: Pick<SiteCache, 'byId'>;
  entries: Pick<QuarantineStore, 'replayable' | 'markReplayed'>;
  events: Pick<Spool<EventRow>, 'append'>;
  replay: Pick<ReplayGuard, 'once'>;
  withdrawals: Pick<Withdrawals, 'at' | 'add'>;
  suppressions: Suppressions;
  linkDesk: LinkDesk;
  /** What the operator gave to tell more of events by. */
  enrich?: EnrichResources | undefined;
  onAccepted?: ((siteId: string, rows: readonly EventRow[]) => void) | undefined;
  onEraseAsked?: ((siteId: string, ids: ConsentIds) => void) | undefined;
}

/** What to check again. */
export interface ReplayRequest extends QuarantineFilter {
  /** Only says what would happen. */
  dryRun?: boolean;
  /** Mends what the sender did wrong. */
  repair?: Repair;
  /** Called after each page. */
  onProgress?: (checked: number) => void;
}

/** What became of the refused events. */
export interface ReplayResult {
  checked: number;
  /** Stored now; with `dryRun`: would be. */
  accepted: number;
  /** Stored before, by id. Not known with `dryRun`. */
  duplicates: number;
  /** Refused again: how many by reason, and one of each with why. */
  refused: { code: RejectionCode; events: number; message: string; sample: string }[];
}

const hashedBefore = /^h_[A-Za-z0-9_-]{22}$/;

/** The policy as before, but what was hashed when the event was kept is not hashed once more. */
function appliedOnce(policy: Policy): Policy {
  const { fields } = policy;
  return {
    ...policy,
    fields: {
      hashed: fields.hashed,
      apply(given) {
        const answer = fields.apply(given);
        const event = { ...answer.event } as Record<string, unknown>;
        const before = given as unknown as Record<string, unknown>;
        for (const name of fields.hashed) {
          const [group = '', key] = name.split('.');
          if (key === undefined) {
            if (hashedBefore.test(String(before[name]))) event[name] = before[name];
            continue;
          }
          const inner = before[group] as Record<string, unknown> | undefined;
          if (inner && hashedBefore.test(String(inner[key]))) {
            event[group] = { ...(event[group] as object), [key]: inner[key] };
          }
        }
        return { ...answer, event: event as unknown as TouchtrailEvent };
      },
    },
  };
}

const placeOf = (text: string): Place | undefined => {
  const [country = ''] = text.split('-');
  if (country === '') return undefined;
  return country === text ? { country } : { country, part: text };
};

function parsedOr<Value>(text: string, otherwise: Value): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Cut at the limit of what is kept.
    return otherwise;
  }
}

/** How many times the message of a refusal may be another text: samples, not a log. */
const maxReasons = 50;

/**
 * Checks refused events again, by the policy of today and the time they came, and makes those durable
 * that are right now. Each goes in once: by its id, and by a mark on the entry.
 *
 * Of what was refused for lack of consent nothing was kept, so nothing can come back.
 *
 * @example
 * const replay = createQuarantineReplay(deps);
 * await replay({ site: 'shop', codes: ['invalid_event'], repair: { set: { currency: 'EUR' } } });
 */
export function createQuarantineReplay(deps: QuarantineReplayDeps) {
  const { entries } = deps;

  const check = async (
    site: CachedSite,
    policy: Policy,
    entry: QuarantineEntry,
    repair: Repair | undefined,
  ): Promise<{ checked: CheckedEvent; country: string | undefined }> => {
    const { receivedAt, sentAt, source } = entry;
    const place = placeOf(entry.place);
    const basis =
      entry.basis === '' ? undefined : consentReceiptSchema.safeParse(parsedOr(entry.basis, null));
    const gate: Gate = {
      siteId: site.id,
      policy,
      facts: {
        regime: policy.regimeAt(place),
        // What a signal forbids was taken away before the event was kept.
        optOutSignal: false,
        receivedAt,
        skew: clockSkew(receivedAt, sentAt ?? undefined),
      },
      withdrawals: deps.withdrawals,
      suppressions: deps.suppressions,
      basis: basis?.success === true ? basis.data : undefined,
      trusted: source === 'server',
    };
    const raw = repaired(parsedOr(entry.raw, null), repair);
    const links = await deps.linkDesk.open(site.id, [raw]);
    // Scopes are not asked for: an admin decides here in place of the key.
    const around: Around = {
      siteId: site.id,
      base: site.currency,
      rates: deps.enrich?.rates,
      // Its user agent stands in the event. Its address and pace nobody knows any more.
      browser: source === 'sdk' ? { userAgent: '' } : undefined,
      place: place && { country: place.country, region: place.part },
    };
    const options = { gate, context: undefined, mayBeTooLarge: true, links, around };
    return { checked: checkEvent(raw, options), country: place?.country };
  };

  return async (request: ReplayRequest): Promise<ReplayResult> => {
    const { dryRun = false, repair, onProgress, ...filter } = request;
    const result: ReplayResult = { checked: 0, accepted: 0, duplicates: 0, refused: [] };
    const site = await deps.sites.byId(filter.site);
    if (!site) return result;
    const policy = appliedOnce(site.policy);
    const reasons = new Map<string, ReplayResult['refused'][number]>();
    const refuse = (code: RejectionCode, message: string, sample: string) => {
      const key = reasons.size < maxReasons ? `${code} ${message}` : code;
      const known = reasons.get(key);
      if (known) known.events++;
      else reasons.set(key, { code, message, events: 1, sample });
    };
    for await (const page of entries.replayable(filter)) {
      const rows = new Map<EventRow, string>();
      const eraseAsked: ConsentIds[] = [];
      for (const entry of page) {
        result.checked++;
        const { checked, country } = await check(site, policy, entry, repair);
        if (!checked.ok) {
          refuse(checked.code, checked.message, entry.id);
          continue;
        }
        const { event, withdrawal } = checked;
        if (withdrawal && !dryRun) {
          deps.withdrawals.add(site.id, withdrawal.ids, withdrawal.at);
          if (event.props?.['erase'] === true) eraseAsked.push(withdrawal.ids);
        }
        const row = toEventRow(site.id, event, {
          receivedAt: entry.receivedAt,
          source: entry.source,
          clamp: true,
          ...(entry.sentAt !== null && { sentAt: entry.sentAt }),
          ...(entry.sdk !== '' && { sdk: entry.sdk }),
          ...(country !== undefined && { country }),
          derived: checked.derived,
          ...(checked.stripped.length > 0 && { stripped: checked.stripped }),
        });
        rows.set(row, entry.id);
      }
      if (dryRun) result.accepted += rows.size;
      else if (rows.size > 0) {
        const fresh = new Set<EventRow>();
        const counts = await deps.replay.once([...rows.keys()], async (some) => {
          await deps.events.append(some);
          for (const row of some) fresh.add(row);
        });
        result.accepted += counts.accepted;
        result.duplicates += counts.duplicates;
        // After they are durable: without the mark they are checked again, and found to be duplicates.
        await entries.markReplayed(
          site.id,
          [...rows].map(([row, id]) => ({
            id,
            outcome: fresh.has(row) ? 'accepted' : 'duplicate',
          })),
        );
        if (fresh.size > 0) deps.onAccepted?.(site.id, [...fresh]);
        for (const ids of eraseAsked) deps.onEraseAsked?.(site.id, ids);
      }
      onProgress?.(result.checked);
    }
    result.refused = [...reasons.values()].toSorted((a, b) => b.events - a.events);
    return result;
  };
}

/** Checks refused events again, see {@link createQuarantineReplay}. */
export type QuarantineReplay = ReturnType<typeof createQuarantineReplay>;
