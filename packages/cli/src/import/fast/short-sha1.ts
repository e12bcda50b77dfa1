/**
 * SHA-1 (RFC 3174) of a short text that begins with what never changes. Names of visits become UUIDs by
 * it, one in a few rows: for so few bytes the call of `node:crypto` and the buffers around it take
 * several times as long as the sum itself.
 *
 * @module
 */

const rounds = 80;
const words = new Int32Array(rounds);

function addBlock(state: Int32Array, block: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = block.getInt32(at + i * 4);
  for (let i = 16; i < rounds; i++) {
    const mixed =
      (words[i - 3] as number) ^
      (words[i - 8] as number) ^
      (words[i - 14] as number) ^
      (words[i - 16] as number);
    words[i] = (mixed << 1) | (mixed >>> 31);
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  for (let i = 0; i < rounds; i++) {
    let f = 0;
    if (i < 20) f = ((b & c) | (~b & d)) + 0x5a827999;
    else if (i < 40) f = (b ^ c ^ d) + 0x6ed9eba1;
    else if (i < 60) f = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    else f = (b ^ c ^ d) + 0xca62c1d6;
    const next = (((a << 5) | (a >>> 27)) + f + e + (words[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state[0] = ((state[0] as number) + a) | 0;
  state[1] = ((state[1] as number) + b) | 0;
  state[2] = ((state[2] as number) + c) | 0;
  state[3] = ((state[3] as number) + d) | 0;
  state[4] = ((state[4] as number) + e) | 0;
}

/**
 * @param prefix comes before every text.
 * @param longest bytes a text may have.
 * @returns a function that gives the sum as five words, the same array each time.
 * @example
 * const sha1 = createShortSha1(Buffer.from('visit '), 200);
 * sha1(Buffer.from('7'), 0, 1); // that of 'visit 7'
 */
export function createShortSha1(
  prefix: Uint8Array,
  longest: number,
): (source: Uint8Array, start: number, end: number) => Int32Array {
  const most = Math.ceil((prefix.length + longest + 9) / 64) * 64;
  const bytes = new Uint8Array(most);
  const view = new DataView(bytes.buffer);
  bytes.set(prefix);
  const state = new Int32Array(5);
  return (source, start, end) => {
    const length = prefix.length + end - start;
    let to = prefix.length;
    for (let from = start; from < end; from++) bytes[to++] = source[from] as number;
    bytes[to++] = 0x80;
    const size = Math.ceil((length + 9) / 64) * 64;
    while (to < size) bytes[to++] = 0;
    view.setUint32(size - 4, length * 8);
    state[0] = 0x67452301;
    state[1] = 0xefcdab89;
    state[2] = 0x98badcfe;
    state[3] = 0x10325476;
    state[4] = 0xc3d2e1f0;
    for (let at = 0; at < size; at += 64) addBlock(state, view, at);
    return state;
  };
}
