const quote = 34;
const lf = 10;
const cr = 13;

/** Where the cells of the last row are. */
export interface RowSplit {
  /** Cells of the row. */
  cells: number;
  starts: Int32Array;
  ends: Int32Array;
  /** The bytes that were split last; cells are read in words, so at least four more follow the last. */
  view: DataView;
  /** 1 where a cell has bytes beyond ASCII. */
  wide: Uint8Array;
  /** Position behind the row's line end. */
  next: number;
  /** Line ends inside quoted cells. */
  innerLines: number;
  /**
   * Finds the cells of the row that begins at `at`. Quoted cells stand without their quotes
   * afterwards; doubled quotes in them are made one in the bytes themselves.
   *
   * @returns `row`; `open` when the row does not end in the bytes; `odd` when its quotes are not as they
   *   should be, or it has more than 1,000 cells.
   */
  split(bytes: Buffer, at: number, end: number): 'row' | 'open' | 'odd';
}

const maxCells = 1_000;

/** @param delimiter code of the character between cells. */
export function createRowSplit(delimiter: number): RowSplit {
  const starts = new Int32Array(maxCells);
  const ends = new Int32Array(maxCells);
  const wide = new Uint8Array(maxCells);
  const doubled = new Uint8Array(maxCells);

  /** Makes doubled quotes one, within the cell. */
  function halve(bytes: Buffer, cell: number): void {
    let to = starts[cell] as number;
    const end = ends[cell] as number;
    for (let from = to; from < end; from++) {
      bytes[to++] = bytes[from] as number;
      if (bytes[from] === quote) from++;
    }
    ends[cell] = to;
  }

  const self: RowSplit = {
    cells: 0,
    view: new DataView(new ArrayBuffer(0)),
    starts,
    ends,
    wide,
    next: 0,
    innerLines: 0,
    split(bytes, begin, end) {
      let cell = 0;
      let at = begin;
      let hasDoubled = false;
      self.innerLines = 0;
      for (;;) {
        if (cell === maxCells) return 'odd';
        let high = 0;
        doubled[cell] = 0;
        if (bytes[at] === quote && at < end) {
          starts[cell] = ++at;
          for (;;) {
            if (at >= end) return 'open';
            const byte = bytes[at] as number;
            high |= byte;
            if (byte === quote) {
              if (at + 1 >= end) return 'open';
              if (bytes[at + 1] !== quote) break;
              doubled[cell] = 1;
              hasDoubled = true;
              at++;
            } else if (byte === lf) self.innerLines++;
            at++;
          }
          ends[cell] = at++;
          if (bytes[at] === cr) {
            if (at + 1 >= end) return 'open';
            if (bytes[at + 1] !== lf) return 'odd';
            at++;
          }
          // The ordinary reader takes a CR at the end of a row for half of its line end.
          if (bytes[ends[cell] as number] === quote && bytes[(ends[cell] as number) - 1] === cr)
            return 'odd';
        } else {
          starts[cell] = at;
          let byte = 0;
          while (at < end) {
            byte = bytes[at] as number;
            if (byte === delimiter || byte === lf) break;
            high |= byte;
            at++;
          }
          if (at >= end) return 'open';
          ends[cell] =
            byte === lf && at > begin && bytes[at - 1] === cr && at > (starts[cell] as number)
              ? at - 1
              : at;
        }
        wide[cell] = high > 127 ? 1 : 0;
        cell++;
        const byte = bytes[at];
        at++;
        if (byte === delimiter) continue;
        if (byte !== lf) return 'odd';
        break;
      }
      self.cells = cell;
      self.next = at;
      if (hasDoubled) for (let i = 0; i < cell; i++) if (doubled[i]) halve(bytes, i);
      return 'row';
    },
  };
  return self;
}
