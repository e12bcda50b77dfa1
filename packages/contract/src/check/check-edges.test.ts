import { expect, test } from 'vitest';
import { eventSchema } from '../event.ts';
import { channels, consentRegimes, eventTypes, ratingScales } from '../words.ts';
import { checkedEvent } from './check-event.ts';

type Fields = Record<string, unknown>;

const bySchema = (raw: Fields) => {
  const parsed = eventSchema.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
};

/** Not asserted: a busy machine may take long. */
const timeout = 600_000;

test(
  'agree at every edge of every field',
  () => {
    const id = '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e';
    const whole = {
      id,
      type: 'touch',
      name: 'n',
      touchpoint: 't',
      channel: 'web',
      at: 1,
      seq: 1,
      anonymousId: 'a',
      userId: 'u',
      accountId: 'c',
      sessionId: id,
      parentId: id,
      page: { url: 'u', path: 'p', title: 't', referrer: 'r', referrerType: 'search' },
      campaign: {
        source: 's',
        medium: 'm',
        name: 'n',
        term: 't',
        content: 'c',
        clickIdType: 'gclid',
        clickId: 'i',
      },
      device: {
        width: 1,
        height: 1,
        language: 'de',
        utcOffset: 60,
        timezone: 'z',
        saveData: true,
        app: 'a',
        signals: 's',
        userAgent: 'u',
      },
      experience: {
        durationMs: 1,
        engagedMs: 1,
        scrollPercent: 1,
        errors: 1,
        rageClicks: 1,
        deadClicks: 1,
        lcpMs: 1,
        inpMs: 1,
        ttfbMs: 1,
        fcpMs: 1,
        cls: 1,
      },
      value: 1,
      currency: 'EUR',
      rating: 1,
      ratingScale: 'nps',
      comment: 'c',
      props: { key: 'value' },
      consent: {
        purposes: ['measurement'],
        source: 's',
        policyVersion: '1',
        decidedAt: 1,
        id: 'i',
        revision: 'r',
        regime: 'opt_in',
        signalHash: 'a'.repeat(64),
        signal: 's',
      },
      beforeConsent: true,
    } as const satisfies Fields;
    const lengths = [0, 1, 40, 41, 50, 51, 64, 100, 101, 200, 201, 500, 501, 2_000, 2_001];
    const texts = [...lengths, 1_000, 1_001, 8_000, 8_001].map((length) => 'x'.repeat(length));
    const numbers = [-0, -1, 0.5, 100, 100.5, 1_000, 1_000.5, -1_000, -1_000.5, 1_440, 1_441];
    const large = [-1_440, -1_441, 2 ** 32 - 1, 2 ** 32, 1e14, 1e14 - 1, 2 ** 60, 8.64e15, 8.7e15];
    const second = '2026-11-22T10:00:00';
    const fractions = [18, 19, 20, 21].map((zeros) => `${second}.${'0'.repeat(zeros)}Z`);
    const instants = [second, `${second}Z`, `${second} Z`, '2026-02-30T10:00:00Z', '2026-11-22'];
    const words = [...channels, ...eventTypes, ...ratingScales, ...consentRegimes, 'constructor'];
    const amounts = [
      '12.5',
      ' 7 ',
      '1e3',
      '0x10',
      'NaN',
      '-1',
      '1'.repeat(40),
      `${' '.repeat(39)}1`,
    ];
    const formed = [id.toUpperCase(), `${id}\n`, 'eur', 'EUR\n', 'A'.repeat(64), 'a'.repeat(64)];
    const lists = [[], ['measurement', 'measurement'], ['none'], [null], Array(8).fill('storage')];
    const others = [null, true, false, {}, [1], { key: { deep: 1 } }, { key: null }, ...lists];
    const keys = [64, 65].map((n) =>
      Object.fromEntries(Array.from({ length: n }, (_, k) => [k, k])),
    );
    const edges: readonly unknown[] = [
      ...texts,
      ...numbers,
      ...large,
      ...fractions,
      ...instants,
      ...words,
      ...amounts,
      ...formed,
      ...others,
      ...keys,
      undefined,
    ];
    const agree = (raw: Fields) => {
      const sent = JSON.parse(JSON.stringify(raw)) as Fields;
      expect(checkedEvent(sent)).toEqual(bySchema(sent));
    };
    expect(checkedEvent(whole)).toBeDefined();
    expect(Object.keys(whole).toSorted()).toEqual(Object.keys(eventSchema.shape).toSorted());
    for (const [field, group] of Object.entries(whole)) {
      for (const edge of edges) agree({ ...whole, [field]: edge });
      if (typeof group !== 'object') continue;
      for (const inner of Object.keys(group)) {
        for (const edge of edges) agree({ ...whole, [field]: { ...group, [inner]: edge } });
      }
    }
  },
  timeout,
);
