import { describe, expect, it } from 'vitest';
import { compactTable, duration } from './compact-table.ts';
import { didYouMean, nearest } from './suggest.ts';
import { textTable } from './text-table.ts';

describe('nearest', () => {
  it.each([
    ['improt', 'import'],
    ['fromat', 'format'],
    ['rep', 'report'],
    ['DOCTOR', 'doctor'],
  ])('%s means %s', (typed, meant) => {
    expect(nearest(typed, ['import', 'report', 'doctor', 'format'])).toBe(meant);
  });

  it('says nothing when nothing is near', () => {
    expect(nearest('banana', ['import', 'report'])).toBeUndefined();
    expect(didYouMean('banana', ['import', 'report'])).toBe('Known: import, report.');
  });
});

describe('textTable', () => {
  it('sets numbers right, cuts long cells and lets no control character through', () => {
    const text = textTable(
      [
        { key: 'a', label: 'name' },
        { key: 'n', label: 'n' },
      ],
      [
        { a: 'evil\u001B[2J', n: 5 },
        { a: 'a much longer name', n: 1_234 },
        { a: null, n: null },
      ],
      { maxCell: 10 },
    );
    expect(text).toBe(
      [
        'name           n',
        '----------  ----',
        'evil [2J       5',
        'a much lo…  1234',
        '–              –',
        '',
      ].join('\n'),
    );
  });
});

describe('compactTable', () => {
  it('folds a share and a duration into one cell each', () => {
    const keys = ['to', 'share_count', 'share_of', 'share_rate', 'share_low', 'share_high'];
    const table = compactTable({
      columns: [...keys, 'lag_n', 'lag_p25_ms', 'lag_p50_ms'].map((key) => ({
        key,
        label: key.replaceAll('_', ' '),
      })),
      rows: [
        {
          to: 'cart',
          share_count: 1,
          share_of: 1_000,
          share_rate: 0.001,
          share_low: 0,
          share_high: 0.0056,
          lag_n: 1,
          lag_p25_ms: 1,
          lag_p50_ms: 5_400_000,
        },
      ],
    });
    expect(table.columns.map(({ label }) => label)).toEqual(['to', 'share', 'lag, median']);
    expect(table.rows).toEqual([{ to: 'cart', share: '0.1 % (0.0–0.6) of 1,000', lag: '1.5 h' }]);
  });

  it('reads durations', () => {
    expect([900, 1_500, 90_000, 172_800_000].map(duration)).toEqual([
      '900 ms',
      '1.5 s',
      '1.5 min',
      '2 d',
    ]);
  });
});

it('figures that come several times say what they are of, and times are times', () => {
  const columns = ['start', 'row', 'figure', 'value', 'low', 'high', 'of', 'n'].map((key) => ({
    key,
    label: key,
  }));
  const bare = { row: '', low: null, high: null, of: null, n: null };
  const { columns: shown, rows } = compactTable({
    columns,
    rows: [
      {
        ...bare,
        start: '2026-11-02',
        figure: 'converted',
        value: 0.2,
        low: 0.1,
        high: 0.3,
        of: 95,
      },
      { ...bare, start: '2026-11-09', figure: 'lag', value: 90_000, n: 12 },
    ],
  });
  expect(shown.map(({ key }) => key)).toEqual(['start', 'figure', 'value']);
  expect(rows.map((row) => row['value'])).toEqual(['20.0 % (10.0–30.0) of 95', '1.5 min']);
  const spread = compactTable({
    columns: ['time_p50_ms', 'time_p95_ms'].map((key) => ({ key, label: key })),
    rows: [{ time_p50_ms: 60_000, time_p95_ms: null }],
  });
  expect(spread.rows).toEqual([{ time: '1 min', time_p95_ms: '–' }]);
});
