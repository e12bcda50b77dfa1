import * as fc from 'fast-check';

/**
 * JSON as a tree that can hold what a JavaScript value cannot: keys twice, `__proto__`, numbers as they
 * were written, text that is no JSON.
 */
type Node = { raw: string } | { list: Node[] } | { entries: [string, Node][] };

function toNode(value: unknown): Node {
  if (Array.isArray(value)) return { list: value.map(toNode) };
  if (value !== null && typeof value === 'object') {
    return { entries: Object.entries(value).map(([key, each]) => [key, toNode(each)]) };
  }
  return { raw: JSON.stringify(value) ?? 'null' };
}

function toText(node: Node): string {
  if ('raw' in node) return node.raw;
  if ('list' in node) return `[${node.list.map(toText).join(',')}]`;
  return `{${node.entries.map(([key, each]) => `${JSON.stringify(key)}:${toText(each)}`).join(',')}}`;
}

/** Every place of a tree that a value can stand in. */
function placesOf(node: Node): { get: () => Node; set: (to: Node) => void }[] {
  const places: { get: () => Node; set: (to: Node) => void }[] = [];
  const visit = (inner: Node): void => {
    if ('list' in inner) {
      for (const [index, each] of inner.list.entries()) {
        places.push({ get: () => each, set: (to) => void (inner.list[index] = to) });
        visit(each);
      }
    } else if ('entries' in inner) {
      for (const entry of inner.entries) {
        places.push({ get: () => entry[1], set: (to) => void (entry[1] = to) });
        visit(entry[1]);
      }
    }
  };
  visit(node);
  return places;
}

const nested = (depth: number, open: string, close: string) =>
  ({ raw: `${open.repeat(depth)}${close.repeat(depth)}` }) satisfies Node;

const hostile = fc.oneof(
  fc
    .constantFrom(
      '1e999',
      '-1e999',
      '1e-400',
      '-0',
      '9007199254740993',
      '123456789012345678901234567890',
      '-1',
      '8640000000000001',
      '4294967296',
      'NaN',
      'Infinity',
      '0x10',
      '01',
      '"NaN"',
      '"1970-01-01T00:00:00Z"',
      '"2900-01-01T00:00:00Z"',
      '"9999-12-31T23:59:60+23:59"',
      '0',
      '""',
      '[]',
      '{}',
      'null',
      'true',
      '"\\ud83d"',
      '"\\udc00\\ud83d"',
      '"\\u0000"',
      '"\u202E\u0000"',
      '"\uFEFF"',
      '"<script>alert(1)</script>"',
      '"\\r\\nset-cookie: a=b"',
      '"../../etc/passwd"',
      '"\'; DROP TABLE events; --"',
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"toString":1,"valueOf":2,"hasOwnProperty":3,"then":4,"toJSON":5}',
    )
    .map((raw): Node => ({ raw })),
  fc
    .constantFrom(199, 200, 201, 500, 501, 2_000, 2_001, 8_001, 33_000)
    .map((length): Node => ({ raw: `"${'x'.repeat(length)}"` })),
  fc.constantFrom(10, 1_000, 20_000, 100_000).map((depth) => nested(depth, '[', ']')),
  fc.constantFrom(10, 1_000).map((depth) => nested(depth, '{"a":[', ']}')),
  fc.constantFrom(64, 65, 10_000).map((keys): Node => ({
    entries: Array.from({ length: keys }, (_, n) => [`k${n}`, { raw: String(n) }]),
  })),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text): Node => ({ raw: JSON.stringify(text) })),
  fc.double().map((number): Node => ({ raw: String(number) })),
);
const hostileKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  '',
  'x'.repeat(200),
  '\u0000',
  '💥',
);

const change = fc.record({
  kind: fc.constantFrom(
    'replace',
    'replace',
    'remove',
    'twice',
    'rename',
    'wrap',
    'swap',
    'repeat',
  ),
  at: fc.nat(),
  other: fc.nat(),
  value: hostile,
  key: hostileKey,
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(root: Node, { kind, at, other, value, key }: Change): void {
  const places = placesOf(root);
  const place = places[at % places.length];
  if (!place) return;
  const node = place.get();
  const pick = <T>(all: readonly T[]): number => other % Math.max(1, all.length);
  switch (kind) {
    case 'remove':
      if ('entries' in node) node.entries.splice(pick(node.entries), 1);
      else if ('list' in node) node.list.splice(pick(node.list), 1);
      else place.set({ raw: 'null' });
      break;
    case 'twice':
      if ('entries' in node && node.entries.length > 0) {
        node.entries.push([node.entries[pick(node.entries)]?.[0] ?? key, value]);
      } else place.set(value);
      break;
    case 'rename': {
      const entry = 'entries' in node ? node.entries[pick(node.entries)] : undefined;
      if (entry) entry[0] = key;
      else place.set(value);
      break;
    }
    case 'wrap':
      place.set(other % 2 === 0 ? { list: [node] } : { entries: [[key, node]] });
      break;
    case 'swap': {
      const second = places[other % places.length]?.get();
      // By its text: a tree must not hold itself.
      if (second) place.set({ raw: toText(second) });
      break;
    }
    case 'repeat':
      if ('list' in node && node.list.length > 0) {
        const first = toText(node.list[0] ?? value);
        node.list = Array.from({ length: 501 }, () => ({ raw: first }));
      } else place.set(value);
      break;
    default:
      place.set(value);
  }
}

const spoiledBytes = fc.oneof(
  { weight: 12, arbitrary: fc.constant((bytes: Buffer) => bytes) },
  fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at % copy.length] = byte;
    return copy;
  }),
  fc
    .tuple(
      fc.nat(),
      fc.constantFrom('ff', 'c328', 'c0af', 'eda080', 'f8888080', 'e28080', '00', '0d0a', 'efbbbf'),
    )
    .map(([at, hex]) => (bytes: Buffer) => {
      const cut = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, cut), Buffer.from(hex, 'hex'), bytes.subarray(cut)]);
    }),
  fc.constant((bytes: Buffer) => Buffer.concat([Buffer.from('efbbbf', 'hex'), bytes])),
  fc.constant((bytes: Buffer) => Buffer.from(bytes.toString('utf8'), 'utf16le')),
  fc.constant((bytes: Buffer) => Buffer.concat([bytes, Buffer.from(' \n\t')])),
  fc.constant((bytes: Buffer) => Buffer.concat([bytes, bytes])),
);

/** A document as bytes: as it is, changed in its structure, or spoiled as text. */
export const mutated = (document: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(document, fc.oneof(fc.constant([]), fc.array(change, { maxLength: 4 })), spoiledBytes)
    .map(([value, changes, spoil]) => {
      // The root stands in a list, so that it can be changed too.
      const holder = { list: [toNode(value)] };
      for (const each of changes) apply(holder, each);
      return spoil(Buffer.from(holder.list.map(toText).join('')));
    });
