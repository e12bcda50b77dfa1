import { limits } from '@touchtrail/contract';
import type { TouchtrailEvent } from '@touchtrail/contract';
import { boundedUserAgent } from '@touchtrail/enrich';
import type { Derived } from '@touchtrail/enrich';
import { eventUuid } from './event-uuid.ts';
import type { EventRow, EventSource } from './types.ts';

export interface EventMeta {
  /** Epoch ms by the service's clock. */
  receivedAt: number;
  /** Epoch ms by the sender's clock, when the batch left. */
  sentAt?: number;
  source: EventSource;
  /** Name and version of the sender, `browser/1.0.0`. */
  sdk?: string;
  /** ISO 3166 code of where it came from, when a local database knows. */
  country?: string;
  /** What was told from its raw fields. Without it the row counts as not enriched yet. */
  derived?: Derived | undefined;
  /** `field:reason` of what was taken away before. */
  stripped?: readonly string[];
  /** Whether to correct and clamp the time. Default: yes, except for `source: 'import'`. */
  clamp?: boolean;
}

/** What the column keeps. As a sum of floats 39.99 may come as 39.989999999999995, which would be cut. */
const fourDigits = (value: number): number =>
  value < 1e11 ? Math.round(value * 10_000) / 10_000 : value;

/** A smaller difference between `sentAt` and receipt is the way of the request, not a wrong clock. */
export const skewToleranceMs = 10_000;

/**
 * How far the sender's clock is behind the service's, ms: receipt minus `sentAt`, or 0 when that is
 * no more than {@link skewToleranceMs}.
 */
export function clockSkew(receivedAt: number, sentAt: number | undefined): number {
  const skew = sentAt === undefined ? 0 : receivedAt - sentAt;
  return Math.abs(skew) > skewToleranceMs ? skew : 0;
}

/**
 * The time of an event by the service's clock: `at` shifted by the sender's clock error, which is
 * receipt minus `sentAt` when that is more than {@link skewToleranceMs}, then clamped to
 * [received − 400 days, received + 5 minutes].
 */
export function correctedTime(
  at: number,
  receivedAt: number,
  sentAt: number | undefined,
): { ts: number; clamped: '' | 'past' | 'future' } {
  const ts = at + clockSkew(receivedAt, sentAt);
  const earliest = receivedAt - limits.maxPastMs;
  const latest = receivedAt + limits.maxFutureMs;
  if (ts < earliest) return { ts: earliest, clamped: 'past' };
  if (ts > latest) return { ts: latest, clamped: 'future' };
  return { ts, clamped: '' };
}

/**
 * An event as a row of `events`. What is undefined gets the table's default.
 *
 * The subject is the user id, else the anonymous id, else `account:` and the account id.
 *
 * @example
 * toEventRow('shop', event, { receivedAt: Date.now(), source: 'sdk' }).subject_id; // 'u1'
 */
export function toEventRow(siteId: string, event: TouchtrailEvent, meta: EventMeta): EventRow {
  const clamp = meta.clamp ?? meta.source !== 'import';
  const { ts, clamped } = clamp
    ? correctedTime(event.at, meta.receivedAt, meta.sentAt)
    : { ts: event.at, clamped: '' };
  const { page, campaign, device, experience, consent } = event;
  const { derived } = meta;
  // One literal with every column, so that all rows have one shape: engines read those fastest.
  return {
    site_id: siteId,
    subject_id: event.userId || event.anonymousId || `account:${event.accountId ?? ''}`,
    ts,
    event_id: eventUuid(siteId, event.id),
    seq: event.seq ?? 0,
    type: event.type,
    name: event.name,
    received_at: meta.receivedAt,
    source: meta.source,
    touchpoint: event.touchpoint,
    channel: event.channel,
    anonymous_id: event.anonymousId,
    user_id: event.userId,
    account_id: event.accountId,
    session_id: event.sessionId,
    parent_id: event.parentId,
    page_url: page?.url,
    page_path: page?.path,
    page_title: page?.title,
    referrer: page?.referrer,
    referrer_type: page?.referrerType ?? derived?.referrerType,
    campaign_source: campaign?.source,
    campaign_medium: campaign?.medium,
    campaign_name: campaign?.name,
    campaign_term: campaign?.term,
    campaign_content: campaign?.content,
    click_id_type: campaign?.clickIdType,
    click_id: campaign?.clickId,
    device_width: device?.width,
    device_height: device?.height,
    language: device?.language,
    utc_offset: device?.utcOffset,
    device_timezone: device?.timezone,
    save_data: device?.saveData,
    in_app: device?.app,
    device_signals: device?.signals,
    user_agent: device?.userAgent && boundedUserAgent(device.userAgent),
    device_type: derived?.deviceType,
    browser: derived?.browser,
    browser_version: derived?.browserVersion,
    os: derived?.os,
    os_version: derived?.osVersion,
    bot: derived?.bot,
    value: event.value === undefined ? undefined : fourDigits(event.value),
    currency: event.currency,
    value_base: derived?.valueBase,
    rates_version: derived?.ratesVersion,
    rating: event.rating,
    rating_scale: event.ratingScale,
    comment: event.comment,
    duration_ms: experience?.durationMs,
    engaged_ms: experience?.engagedMs,
    scroll_percent: experience?.scrollPercent,
    errors: experience?.errors,
    rage_clicks: experience?.rageClicks,
    dead_clicks: experience?.deadClicks,
    lcp_ms: experience?.lcpMs,
    inp_ms: experience?.inpMs,
    ttfb_ms: experience?.ttfbMs,
    fcp_ms: experience?.fcpMs,
    cls: experience?.cls,
    props: event.props && JSON.stringify(event.props),
    consent_purposes: consent?.purposes,
    consent_source: consent?.source,
    consent_policy: consent?.policyVersion,
    consent_decided_at: consent?.decidedAt,
    consent_id: consent?.id,
    consent_revision: consent?.revision,
    consent_regime: consent?.regime,
    consent_signal_hash: consent?.signalHash,
    consent_signal: consent?.signal,
    country: meta.country ?? derived?.country,
    region: derived?.region,
    stripped: meta.stripped,
    before_consent: event.beforeConsent,
    sent_at: meta.sentAt,
    clamped: clamped === '' ? undefined : clamped,
    sdk: meta.sdk,
    stated: derived?.stated,
    enrichment_version: derived?.version,
  };
}
