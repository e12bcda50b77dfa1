import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('counters and gauges in Prometheus text, with labels escaped', () => {
  const metrics = createMetrics({ a_total: 'A.', b_total: 'B.' });
  metrics.add('a_total', 2, { code: 'x"\n\\' });
  metrics.add('a_total', 1, { code: 'x"\n\\' });
  metrics.gauge('c', 'C.', () => [{ value: 1.5 }]);
  expect(metrics.text()).toBe(
    [
      '# HELP a_total A.',
      '# TYPE a_total counter',
      String.raw`a_total{code="x\"\n\\"} 3`,
      '# HELP b_total B.',
      '# TYPE b_total counter',
      'b_total 0',
      '# HELP c C.',
      '# TYPE c gauge',
      'c 1.5',
      '',
    ].join('\n'),
  );
});
