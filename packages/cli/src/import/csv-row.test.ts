import { eventSchema } from '@touchtrail/contract';
import { describe, expect, it } from 'vitest';
import { createChannelReader } from './channel-words.ts';
import { planColumns } from './columns.ts';
import { rowContent, rowToEvent } from './csv-row.ts';

const header = ['timestamp', 'person_id', 'touchpoint'];
const cells = ['2026-11-22T10:00:00Z', 'p1', 'home'];
const row = (extra: Record<string, string>) =>
  rowToEvent(
    planColumns([...header, ...Object.keys(extra)], {}),
    [...cells, ...Object.values(extra)],
    createChannelReader(),
  );

describe('rowToEvent', () => {
  it('makes an event that the contract takes', () => {
    const event = row({
      is_conversion: '1',
      value: '89.90',
      currency: 'eur',
      seq: '7',
      rating: '4',
      url: 'https://shop.example/cart?x=1',
      campaign: 'autumn',
      city: 'Berlin',
    });
    const parsed = eventSchema.parse({ ...(event as object), id: 'x' });
    expect(parsed).toMatchObject({
      type: 'conversion',
      name: 'home',
      touchpoint: 'home',
      userId: 'p1',
      value: 89.9,
      currency: 'EUR',
      seq: 7,
      rating: 4,
      page: { url: 'https://shop.example/cart?x=1', path: '/cart' },
      campaign: { name: 'autumn' },
      props: { city: 'Berlin' },
    });
  });

  it('leaves empty cells out', () => {
    expect(row({ channel: '', value: '', is_conversion: '0', city: '' })).toEqual({
      at: cells[0],
      userId: 'p1',
      touchpoint: 'home',
      name: 'home',
    });
  });

  it('translates channels of others and keeps their word', () => {
    expect(row({ channel: 'Paid Search' })).toMatchObject({
      channel: 'ads',
      props: { channel: 'Paid Search' },
    });
    expect(row({ channel: 'Smoke signs' })).toMatchObject({ channel: 'other' });
    expect(row({ channel: 'constructor' })).toMatchObject({ channel: 'other' });
    expect(row({ channel: 'Mobile-Web' })).not.toHaveProperty('props');
  });

  it('reads epoch milliseconds and refuses what looks like seconds', () => {
    const plan = planColumns(header, {});
    const at = (time: string) => rowToEvent(plan, [time, 'p', 't'], createChannelReader());
    expect(at('1795341600000')).toMatchObject({ at: 1_795_341_600_000 });
    expect(at('1795341600')).toContain('looks like epoch seconds');
  });

  it('refuses rows that do not fit the header', () => {
    const plan = planColumns(header, {});
    expect(rowToEvent(plan, ['a', 'b'], createChannelReader())).toBe(
      'has 2 fields, the header has 3',
    );
    expect(row({ is_conversion: 'maybe' })).toBe('is_conversion: must be 0 or 1');
  });
});

describe('rowContent', () => {
  it('does not depend on the order of columns or on empty ones', () => {
    const one = planColumns(['timestamp', 'person_id', 'touchpoint', 'a'], {});
    const two = planColumns(['a', 'touchpoint', 'timestamp', 'person_id', 'b'], {});
    expect(rowContent(one, ['t', 'p', 'x', '1'])).toBe(rowContent(two, ['1', 'x', 't', 'p', '']));
    expect(rowContent(one, ['t', 'p', 'x', '1'])).not.toBe(rowContent(one, ['t', 'p', '1', 'x']));
  });
});
