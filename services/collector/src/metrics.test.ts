import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

const lines = async (metrics: ReturnType<typeof createMetrics>) =>
  (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('counters are there at 0 before their first event, labels are escaped', async () => {
  const metrics = createMetrics({
    counters: {
      a_total: { help: 'A.' },
      b_total: { help: 'B.', labels: { code: ['x', 'y'] } },
    },
    histograms: {},
  });
  metrics.add('b_total', 2, { code: 'x' });
  metrics.add('b_total', 1, { code: '"\n\\' });
  expect(await lines(metrics)).toEqual([
    'a_total 0',
    'b_total{code="x"} 2',
    'b_total{code="y"} 0',
    String.raw`b_total{code="\"\n\\"} 1`,
  ]);
  expect(await metrics.text()).toContain('# HELP b_total B.\n# TYPE b_total counter');
});

test('a gauge shows what is now, not what was', async () => {
  const metrics = createMetrics({ counters: {}, histograms: {} });
  let samples = [{ labels: { of: 'a' }, value: 1.5 }];
  metrics.gauge('c', 'C.', ['of'], () => samples);
  expect(await lines(metrics)).toEqual(['c{of="a"} 1.5']);
  samples = [{ labels: { of: 'b' }, value: 2 }];
  expect(await lines(metrics)).toEqual(['c{of="b"} 2']);
});

test('a histogram counts into its buckets', async () => {
  const metrics = createMetrics({
    counters: {},
    histograms: { d_seconds: { help: 'D.', labels: { table: ['t'] }, buckets: [0.1, 1] } },
  });
  metrics.observe('d_seconds', 0.05, { table: 't' });
  metrics.observe('d_seconds', 5, { table: 't' });
  expect(await lines(metrics)).toEqual([
    'd_seconds_bucket{le="0.1",table="t"} 1',
    'd_seconds_bucket{le="1",table="t"} 1',
    'd_seconds_bucket{le="+Inf",table="t"} 2',
    'd_seconds_sum{table="t"} 5.05',
    'd_seconds_count{table="t"} 2',
  ]);
});

test('of the process: memory and how late the event loop is', async () => {
  const text = await createMetrics({ counters: {}, histograms: {}, process: true }).text();
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/m);
});
