import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientAddress, isLoopback, truncated } from './address.ts';

test.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:DB8::7', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0::/48'],
])('%s is truncated to %s', (address, expected) => {
  expect(truncated(address)).toBe(expected);
});

const text = (groups: number[]) => groups.map((group) => group.toString(16)).join(':');

test('the last 8 or 80 bits make no difference', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(255), (address, last) => {
      const neighbour = address.replace(/\d+$/, String(last));
      expect(truncated(neighbour)).toBe(truncated(address));
      expect(truncated(address)).not.toBe(address);
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }),
      fc.array(fc.nat(0xffff), { minLength: 5, maxLength: 5 }),
      (groups, others) => {
        const neighbour = [...groups.slice(0, 3), ...others];
        expect(truncated(text(neighbour))).toBe(truncated(text(groups)));
      },
    ),
  );
});

test.each([
  ['203.0.113.7', undefined, 0, '203.0.113.7'],
  ['::ffff:203.0.113.7', undefined, 0, '203.0.113.7'],
  ['10.0.0.1', '203.0.113.7', 0, '10.0.0.1'],
  ['10.0.0.1', '203.0.113.7', 1, '203.0.113.7'],
  // What the sender wrote itself stands further left.
  ['10.0.0.1', '198.51.100.1, 203.0.113.7', 1, '203.0.113.7'],
  ['10.0.0.1', '198.51.100.1, 203.0.113.7, 10.0.0.2', 2, '203.0.113.7'],
  ['10.0.0.1', '203.0.113.7', 2, '203.0.113.7'],
  ['10.0.0.1', undefined, 1, '10.0.0.1'],
  ['10.0.0.1', '<script>', 1, undefined],
  [undefined, undefined, 0, undefined],
])('%s forwarded for %s behind %i: %s', (socket, forwarded, proxies, expected) => {
  expect(clientAddress(socket, forwarded, proxies)).toBe(expected);
});

test('this machine', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '128.0.0.1'].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
