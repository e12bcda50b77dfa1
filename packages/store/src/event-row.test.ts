import { eventSchema, limits } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctedTime, skewToleranceMs, toEventRow } from './event-row.ts';

const receivedAt = Date.parse('2026-11-22T10:00:00Z');
const event = (more: object = {}) =>
  eventSchema.parse({
    id: 'e1',
    name: 'page.viewed',
    at: receivedAt - 1_000,
    anonymousId: 'a1',
    ...more,
  });

describe('toEventRow', () => {
  test('names the subject by user, else device, else account', () => {
    const meta = { receivedAt, source: 'sdk' } as const;
    expect(toEventRow('shop', event({ userId: 'u1' }), meta).subject_id).toBe('u1');
    expect(toEventRow('shop', event(), meta).subject_id).toBe('a1');
    const account = eventSchema.parse({ id: 'e', name: 'n', at: 1, accountId: 'acme' });
    expect(toEventRow('shop', account, meta).subject_id).toBe('account:acme');
  });

  test('says nothing for empty columns and keeps zero and false', () => {
    const row = toEventRow('shop', event({ value: 0, rating: 0, props: { ok: false } }), {
      receivedAt,
      source: 'import',
    });
    expect(row).toMatchObject({ value: 0, rating: 0, props: '{"ok":false}' });
    expect(row['user_id']).toBeFalsy();
    expect(row['clamped']).toBeUndefined();
  });

  test('takes every field of the contract', () => {
    const row = toEventRow(
      'shop',
      event({
        type: 'conversion',
        touchpoint: 'checkout.paid',
        channel: 'web',
        userId: 'u1',
        accountId: 'acme',
        sessionId: '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e',
        seq: 4,
        page: {
          url: 'https://x.example/p',
          path: '/p',
          title: 'P',
          referrer: 'https://r.example/',
        },
        campaign: {
          source: 's',
          medium: 'm',
          name: 'n',
          term: 't',
          content: 'c',
          clickIdType: 'gclid',
        },
        value: '12.50',
        currency: 'EUR',
        rating: 9,
        ratingScale: 'nps',
        comment: 'good',
        experience: {
          durationMs: 1,
          engagedMs: 2,
          errors: 3,
          rageClicks: 4,
          lcpMs: 5,
          inpMs: 6,
          cls: 0.1,
        },
        props: { a: 1 },
        consent: { purposes: ['measurement'], source: 'api', policyVersion: '3', decidedAt: 5 },
      }),
      { receivedAt, sentAt: receivedAt, source: 'sdk', sdk: 'browser/1.0.0' },
    );
    expect(row).toEqual({
      site_id: 'shop',
      subject_id: 'u1',
      ts: receivedAt - 1_000,
      event_id: expect.any(String) as string,
      seq: 4,
      type: 'conversion',
      name: 'page.viewed',
      received_at: receivedAt,
      source: 'sdk',
      touchpoint: 'checkout.paid',
      channel: 'web',
      anonymous_id: 'a1',
      user_id: 'u1',
      account_id: 'acme',
      session_id: '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e',
      page_url: 'https://x.example/p',
      page_path: '/p',
      page_title: 'P',
      referrer: 'https://r.example/',
      campaign_source: 's',
      campaign_medium: 'm',
      campaign_name: 'n',
      campaign_term: 't',
      campaign_content: 'c',
      click_id_type: 'gclid',
      value: 12.5,
      currency: 'EUR',
      rating: 9,
      rating_scale: 'nps',
      comment: 'good',
      duration_ms: 1,
      engaged_ms: 2,
      errors: 3,
      rage_clicks: 4,
      lcp_ms: 5,
      inp_ms: 6,
      cls: 0.1,
      props: '{"a":1}',
      consent_purposes: ['measurement'],
      consent_source: 'api',
      consent_policy: '3',
      consent_decided_at: 5,
      sent_at: receivedAt,
      sdk: 'browser/1.0.0',
    });
  });

  test('an import keeps its times, however old', () => {
    const row = toEventRow('shop', event({ at: 0 }), { receivedAt, sentAt: 5, source: 'import' });
    expect(row.ts).toBe(0);
    expect(toEventRow('shop', event({ at: 0 }), { receivedAt, source: 'sdk' })).toMatchObject({
      ts: receivedAt - limits.maxPastMs,
      clamped: 'past',
    });
  });
});

describe('correctedTime', () => {
  test('moves by a wrong clock, not by the time of the request', () => {
    const hour = 3_600_000;
    expect(correctedTime(receivedAt - 5_000, receivedAt, receivedAt - 900).ts).toBe(
      receivedAt - 5_000,
    );
    // A sender one hour behind: its "5 s ago" is our 5 s ago.
    expect(correctedTime(receivedAt - hour - 5_000, receivedAt, receivedAt - hour)).toEqual({
      ts: receivedAt - 5_000,
      clamped: '',
    });
  });

  test('always ends in the accepted range, and says when it moved', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e13, max: 1e13 }),
        fc.option(fc.integer({ min: -1e13, max: 1e13 }), { nil: undefined }),
        (at, sentAt) => {
          const { ts, clamped } = correctedTime(at, receivedAt, sentAt);
          expect(ts).toBeGreaterThanOrEqual(receivedAt - limits.maxPastMs);
          expect(ts).toBeLessThanOrEqual(receivedAt + limits.maxFutureMs);
          const skew = sentAt === undefined ? 0 : receivedAt - sentAt;
          const expected = Math.abs(skew) > skewToleranceMs ? at + skew : at;
          expect(clamped === '').toBe(ts === expected);
        },
      ),
    );
  });
});
