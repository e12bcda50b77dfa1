import { expect, it } from 'vitest';
import { bugReport } from './bug-report.ts';

it('says what is seen, and neither keys nor who it was', () => {
  const touch = {
    at: 1_000,
    touchpoint: 'cart',
    name: 'page.viewed',
    channel: 'web' as const,
    consent: ['storage' as const],
    bot: '',
    source: 'sdk',
    matched: 'none' as const,
    delivery: { waited: 12, travelled: null, stored: 300, isStored: true, clockOff: -60_000 },
    subject: 'user-42',
    device: 'device-7',
  };
  const text = bugReport({
    at: 0,
    origin: 'https://t.example',
    browser: 'Firefox',
    site: { id: 'shop', consentMode: 'opt_in', origins: [], touches: 3 },
    found: {
      events: 'good',
      tag: 'good',
      policy: 'unseen',
      consent: 'todo',
      identify: 'unseen',
      refused: 2,
    },
    refused: [{ day: '2026-11-22', kind: 'refused', reason: 'consent_missing', count: 2 }],
    touches: Array.from({ length: 30 }, () => touch),
  });
  expect(text).toContain(
    'Checks: events good, tag good, policy unseen, consent todo (2 refused), identify unseen',
  );
  expect(text).toContain('- 2026-11-22: 2 refused for consent_missing');
  expect(text.match(/page\.viewed/g)).toHaveLength(20);
  expect(text).toContain(
    'sdk, named by none, queue 12 ms, way ?, stored 300 ms, clock off by -60000 ms',
  );
  expect(text).not.toMatch(/user-42|device-7/);
});
