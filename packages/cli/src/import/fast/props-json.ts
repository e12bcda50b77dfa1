/** The props of a row as JSON under construction. */
export interface PropsJson {
  /** Begins the next row. */
  begin(): void;
  /** @param key JSON with the colon behind it. @param value JSON. */
  add(key: Uint8Array, value: Uint8Array): void;
  /** Closes the object; bytes of it, 0 when there is no prop. */
  end(): number;
  /** The bytes, with more behind them. */
  view(): DataView;
}

export function createPropsJson(): PropsJson {
  let bytes = new Uint8Array(1 << 16);
  let out = new DataView(bytes.buffer);
  let length = 0;
  return {
    begin() {
      length = 0;
    },
    add(key, value) {
      // Also for what ends the object, and for who copies in words.
      const needed = length + key.length + value.length + 8;
      if (needed > bytes.length) {
        const larger = new Uint8Array(needed * 2);
        larger.set(bytes);
        bytes = larger;
        out = new DataView(bytes.buffer);
      }
      bytes[length] = length === 0 ? 123 : 44;
      bytes.set(key, length + 1);
      bytes.set(value, length + 1 + key.length);
      length += 1 + key.length + value.length;
    },
    end() {
      if (length > 0) bytes[length++] = 125;
      return length;
    },
    view: () => out,
  };
}
