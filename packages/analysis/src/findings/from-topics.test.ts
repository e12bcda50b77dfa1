import type { ReportTypes, TopicAlert } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { wilson } from '../stats/wilson.ts';
import { fromTopics } from './lately.ts';

const alert = (more: Partial<TopicAlert>): TopicAlert => ({
  topic: 'delivery',
  label: 'Delivery',
  kind: 'new',
  now: wilson(12, 60),
  before: wilson(1, 400),
  since: Date.UTC(2026, 10, 16),
  p: 1e-6,
  q: 1e-5,
  ...more,
});

test('what people begin to write about is a finding; what they write less of is none', () => {
  const result = {
    rows: [],
    alerts: [
      alert({}),
      alert({ topic: 'price', kind: 'falling' }),
      alert({ topic: 'login', q: 0.2 }),
    ],
  } as unknown as ReportTypes['topics']['result'];
  const { drafts } = fromTopics({ result } as ReportTypes['topics']);
  expect(drafts).toMatchObject([
    { group: 'topic/delivery', kind: 'topic', direction: 'neither', since: { day: '2026-11-16' } },
  ]);
  expect(drafts[0]?.statement.en).toContain('20 % (95 % 11.8 to 31.8)');
  expect(drafts[0]?.statement.de).toContain('von 20 % (95 %: 11,8 bis 31,8) derer, die');
});
