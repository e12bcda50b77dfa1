import { words } from '@touchtrail/contract';
import type { Said } from '@touchtrail/contract';
import { lookup as lookUp } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

const say = words({
  '{host} is an address of this machine or of a private network; set TOUCHTRAIL_WEBHOOK_PRIVATE=true to allow it':
    '{host} ist eine Adresse dieser Maschine oder eines privaten Netzes; TOUCHTRAIL_WEBHOOK_PRIVATE=true erlaubt sie',
});

const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inside.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(net, bits, 'ipv6');
}

/**
 * Whether an address belongs to the open internet: not to this machine, a private network, a link, a
 * cloud's metadata service, or a range for documents and groups.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry and its twin for IPv6
 * @example
 * isPublic('169.254.169.254'); // false
 */
export function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  if (version === 4) return !inside.check(address, 'ipv4');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPublic(mapped);
  // The same written in hexadecimal.
  if (/^::ffff:/i.test(address)) return false;
  return !inside.check(address, 'ipv6');
}

/** What a connection to an address that is not public ends with. */
export class NotPublic extends Error {
  readonly said: Said;
  constructor(host: string) {
    const said = say(
      '{host} is an address of this machine or of a private network; set TOUCHTRAIL_WEBHOOK_PRIVATE=true to allow it',
      { host },
    );
    super(said.en);
    this.name = 'NotPublic';
    this.said = said;
  }
}

/**
 * Looks a name up for a connection and lets only public addresses through. The connection is made to
 * what was checked: a name cannot answer otherwise a moment later.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, found) => {
    const addresses: LookupAddress[] = error ? [] : found;
    const wrong = addresses.find(({ address }) => !isPublic(address));
    const problem = error ?? (wrong ? new NotPublic(hostname) : null);
    const [first] = addresses;
    if (problem || !first) {
      callback(problem ?? new Error(`${hostname} has no address`), '', 0);
    } else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
