/** Buffers that are used again: thrown away, blocks of megabytes made the garbage collector run all the time. */
export interface BufferPool {
  /** One of this length; what is in it is left over from before. */
  take(length: number): Buffer;
  /** Takes back one that nobody reads any more. */
  giveBack(buffer: Buffer): void;
}

/** Those taken differ little in length: rounded up, the next fits most likely too. */
const step = 1 << 18;

/** @param most buffers that are kept. */
export function createBufferPool(most: number): BufferPool {
  const spare: ArrayBufferLike[] = [];
  return {
    take(length) {
      const at = spare.findIndex((each) => each.byteLength >= length);
      const [found] = at < 0 ? [] : spare.splice(at, 1);
      const whole = found ?? new ArrayBuffer(Math.ceil((length * 1.1) / step) * step);
      return Buffer.from(whole, 0, length);
    },
    giveBack(buffer) {
      if (spare.length >= most) spare.shift();
      spare.push(buffer.buffer);
    },
  };
}
