import { expect, it } from 'vitest';
import { propFits } from './prop-fits.ts';

const sqlOf = (value: string, field = 'props.plan') =>
  propFits({ field, op: 'is', value }, '0', {});

it('looks for a plain key and text before it takes JSON apart', () => {
  const params = {};
  const sql = propFits({ field: 'props.plan', op: 'is', value: 'gold' }, '0', params);
  expect(params).toEqual({
    segmentField0: 'plan',
    segmentValue0: 'gold',
    segmentFirst0: '{"plan":"gold"',
    segmentNext0: ',"plan":"gold"',
  });
  expect(sql.startsWith('multiIf((position(')).toBe(true);
  expect(sql).not.toContain('gold');
});

it('asks JSON alone where numbers, nothing or letters that are escaped may be written otherwise', () => {
  expect(sqlOf('7')).not.toContain('segmentFirst0');
  expect(sqlOf('7')).not.toContain('position(props, {segmentValue0:String})');
  expect(sqlOf('')).not.toContain('position(');
  expect(sqlOf('a"b')).not.toContain('segmentFirst0');
  expect(sqlOf('gold', 'props.pl"an')).not.toContain('segmentFirst0');
  expect(sqlOf('gold', 'props.pl"an')).not.toContain('position(props, {segmentField0:String})');
});
