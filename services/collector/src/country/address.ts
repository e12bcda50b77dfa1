import { isIPv4, isIPv6 } from 'node:net';

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The address a request came from, for use in memory only. Behind proxies it is what the outermost
 * trusted one saw: entries further left in `X-Forwarded-For` are the sender's own words.
 *
 * @param socketAddress address of the other end of the connection.
 * @param trustedProxies how many proxies of ours stand before the service.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string | undefined {
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
  const seen = trustedProxies > 0 ? (hops.at(-trustedProxies) ?? hops[0]) : undefined;
  const address = seen === undefined || seen === '' ? socketAddress : seen;
  if (address === undefined) return undefined;
  const plain = mapped.exec(address)?.[1] ?? address;
  return isIPv4(plain) || isIPv6(plain) ? plain : undefined;
}

/** The first groups of an IPv6 address, `::` written out. */
function groups(address: string, count: number): string {
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted tail stands for two groups.
  const length = before.length + after.length + (after.at(-1)?.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - length)).fill('0');
  return [...before, ...zeros, ...after]
    .slice(0, count)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/**
 * An address without what tells one connection from another: IPv4 to 24 bits, IPv6 to 48.
 *
 * @example
 * truncated('203.0.113.7'); // '203.0.113.0/24'
 * truncated('2001:db8:1:2::7'); // '2001:db8:1::/48'
 */
export const truncated = (address: string): string =>
  isIPv4(address)
    ? `${address.slice(0, address.lastIndexOf('.'))}.0/24`
    : `${groups(address, 3)}::/48`;

/** Whether an address is this machine's own: a proxy beside us, a test, a bench. */
export const isLoopback = (address: string): boolean =>
  address === '::1' || address.startsWith('127.');
