/** A value of MaxMind's format: a map, an array, text, or a number of 32 bits. */
type Value = string | number | Value[] | { [key: string]: Value };

/** Control byte of a type and a size; sizes of 29 and more take another byte. */
function head(type: number, size: number): Buffer {
  const bits = Math.min(size, 29);
  const more = size < 29 ? [] : [size - 29];
  return type < 8
    ? Buffer.from([(type << 5) | bits, ...more])
    : Buffer.from([bits, type - 7, ...more]);
}

function encode(value: Value): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([head(2, text.length), text]);
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([head(6, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    head(7, entries.length),
    ...entries.flatMap(([key, each]) => [encode(key), encode(each)]),
  ]);
}

/**
 * Bytes of a country database for tests, with IPv4 networks of whole bytes (`203.0.113`).
 *
 * @see https://maxmind.github.io/MaxMind-DB/
 */
export function countryFile(networks: Readonly<Record<string, Value>>): Buffer {
  type Node = [number | undefined, number | undefined];
  const nodes: Node[] = [[undefined, undefined]];
  const leaves: { node: number; side: 0 | 1; at: number }[] = [];
  const data: Buffer[] = [];
  let size = 0;
  for (const [network, entry] of Object.entries(networks)) {
    const bits = network
      .split('.')
      .map((byte) => Number(byte).toString(2).padStart(8, '0'))
      .join('');
    let node = 0;
    for (const [depth, bit] of [...bits].entries()) {
      const side = bit === '1' ? 1 : 0;
      if (depth === bits.length - 1) {
        leaves.push({ node, side, at: size });
        continue;
      }
      const next = nodes[node]?.[side] ?? nodes.push([undefined, undefined]) - 1;
      const branch = nodes[node];
      if (branch) branch[side] = next;
      node = next;
    }
    const bytes = encode(entry);
    data.push(bytes);
    size += bytes.length;
  }
  const tree = Buffer.alloc(nodes.length * 8);
  for (const [index, sides] of nodes.entries()) {
    for (const side of [0, 1] as const) {
      tree.writeUInt32BE(sides[side] ?? nodes.length, index * 8 + side * 4);
    }
  }
  for (const { node, side, at } of leaves) {
    tree.writeUInt32BE(nodes.length + 16 + at, node * 8 + side * 4);
  }
  const metadata: Value = {
    node_count: nodes.length,
    record_size: 32,
    ip_version: 4,
    database_type: 'Test-Country',
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1,
    description: { en: 'test' },
  };
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    ...data,
    Buffer.from('abcdef', 'hex'),
    Buffer.from('MaxMind.com'),
    encode(metadata),
  ]);
}
