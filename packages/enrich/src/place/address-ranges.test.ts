import { isIPv4 } from 'node:net';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddressRanges } from './address-ranges.ts';

test('ranges and single addresses of both families, with comments', () => {
  const ranges = parseAddressRanges(
    '# hosting\r\n203.0.113.0/25\r\n203.0.113.128/25 ; the other half\n198.51.100.7\n\n2001:db8::/32 # six\n',
  );
  expect(ranges.size).toBe(3);
  const inside = [
    '203.0.113.0',
    '203.0.113.255',
    '198.51.100.7',
    '2001:db8:ffff::1',
    '::ffff:203.0.113.9',
  ];
  const outside = [
    '203.0.112.255',
    '203.0.114.0',
    '198.51.100.8',
    '2001:db9::',
    '::',
    'nonsense',
    '',
  ];
  expect(inside.filter((address) => !ranges.has(address))).toEqual([]);
  expect(outside.filter((address) => ranges.has(address))).toEqual([]);
});

test.each(['203.0.113.0/33', 'example.com', '203.0.113/24x', '2001:db8::/129'])(
  '%s is no range',
  (line) => {
    expect(() => parseAddressRanges(`203.0.113.1\n${line}\n`)).toThrow('Line 2 is no range');
  },
);

const v4 = fc.ipV4();
test('many ranges answer as each of them would', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(v4, fc.integer({ min: 0, max: 32 })), { minLength: 1, maxLength: 30 }),
      fc.oneof(v4, fc.ipV6()),
      (list, address) => {
        const lines = list.map(([base, bits]) => `${base}/${bits}`);
        const each = lines.some((line) => parseAddressRanges(line).has(address));
        expect(parseAddressRanges(lines.join('\n')).has(address)).toBe(each);
        // Six that hold four, such as ::ffff:203.0.113.7, are the four.
        if (!isIPv4(address) && !/[.]|ffff/i.test(address)) expect(each).toBe(false);
      },
    ),
  );
});
