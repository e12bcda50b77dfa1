import ipaddr from 'ipaddr.js';

/** A set of network addresses, asked for every request. */
export interface AddressRanges {
  has(address: string): boolean;
  /** Ranges left after joining those that touch. */
  size: number;
}

/** A line that is no range of addresses. `line` counts from 1. */
export class AddressRangesError extends Error {
  override name = 'AddressRangesError';
  readonly code = 'invalid_ranges';
  readonly line: number;
  readonly hint =
    'Write one range a line, such as 203.0.113.0/24 or 2001:db8::/32; # begins a comment.';
  constructor(line: number, text: string) {
    super(`Line ${line} is no range of addresses: ${JSON.stringify(text.slice(0, 60))}`);
    this.line = line;
  }
}

const toNumber = (bytes: readonly number[]): bigint =>
  bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

type Range = readonly [first: bigint, last: bigint];

function joined(ranges: Range[]): Range[] {
  const sorted = ranges.toSorted((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const result: Range[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    if (last && range[0] <= last[1] + 1n) {
      if (range[1] > last[1]) result[result.length - 1] = [last[0], range[1]];
    } else result.push(range);
  }
  return result;
}

function within(ranges: readonly Range[], address: bigint): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (!range) return false;
    if (address < range[0]) high = middle - 1;
    else if (address > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/**
 * Reads a list of address ranges: one in CIDR notation or one address a line, `#` begins a comment.
 * Providers of data centres publish theirs.
 *
 * @throws AddressRangesError at the first line that is none
 * @example
 * parseAddressRanges('203.0.113.0/24 # hosting\n').has('203.0.113.7'); // true
 */
export function parseAddressRanges(text: string): AddressRanges {
  const four: Range[] = [];
  const six: Range[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/[#;].*$/, '').trim();
    if (line === '') continue;
    try {
      const [address, bits] = line.includes('/')
        ? ipaddr.parseCIDR(line)
        : ([ipaddr.parse(line), undefined] as const);
      const bytes = address.toByteArray();
      const free = BigInt(bytes.length * 8 - (bits ?? bytes.length * 8));
      const first = (toNumber(bytes) >> free) << free;
      (bytes.length === 4 ? four : six).push([first, first + (1n << free) - 1n]);
    } catch {
      throw new AddressRangesError(index + 1, line);
    }
  }
  const fours = joined(four);
  const sixes = joined(six);
  return {
    size: fours.length + sixes.length,
    has(given) {
      if (!ipaddr.isValid(given)) return false;
      const bytes = ipaddr.process(given).toByteArray();
      return within(bytes.length === 4 ? fours : sixes, toNumber(bytes));
    },
  };
}
