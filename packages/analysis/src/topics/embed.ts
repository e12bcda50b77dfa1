import { randomFrom } from '../stats/random.ts';
import type { SparseRows } from './features.ts';

/** Rows of equal length, one after the other. */
export interface DenseRows {
  rows: number;
  columns: number;
  values: Float64Array;
}

const dense = (rows: number, columns: number): DenseRows => ({
  rows,
  columns,
  values: new Float64Array(rows * columns),
});

/** Lets others run now and then: a large matrix takes a second. */
export type Breathe = () => Promise<void>;

/** `rows` times `right`. */
function times({ rows, starts, features, weights }: SparseRows, right: DenseRows): DenseRows {
  const { columns } = right;
  const out = dense(rows, columns);
  for (let row = 0; row < rows; row++) {
    const base = row * columns;
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const from = (features[at] ?? 0) * columns;
      const weight = weights[at] ?? 0;
      for (let n = 0; n < columns; n++) {
        out.values[base + n] = (out.values[base + n] ?? 0) + weight * (right.values[from + n] ?? 0);
      }
    }
  }
  return out;
}

/** The transposed rows times `right`. */
function timesTransposed(sparse: SparseRows, right: DenseRows): DenseRows {
  const { rows, starts, features, weights } = sparse;
  const { columns } = right;
  const out = dense(sparse.columns, columns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const base = (features[at] ?? 0) * columns;
      const weight = weights[at] ?? 0;
      for (let n = 0; n < columns; n++) {
        out.values[base + n] = (out.values[base + n] ?? 0) + weight * (right.values[from + n] ?? 0);
      }
    }
  }
  return out;
}

const product = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
};

/**
 * Columns made orthonormal in place (Gram-Schmidt); those that depend on earlier ones become zero. Each is
 * laid out by itself meanwhile: to walk down a row-wise matrix costs several times as much.
 */
function orthonormal({ rows, columns, values }: DenseRows): void {
  const done: Float64Array[] = [];
  for (let column = 0; column < columns; column++) {
    const own = new Float64Array(rows);
    for (let row = 0; row < rows; row++) own[row] = values[row * columns + column] ?? 0;
    const before = product(own, own);
    for (const earlier of done) {
      const dot = product(own, earlier);
      for (let row = 0; row < rows; row++) own[row] = (own[row] ?? 0) - dot * (earlier[row] ?? 0);
    }
    const square = product(own, own);
    const scale = square > before * 1e-18 && square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let row = 0; row < rows; row++) {
      own[row] = (own[row] ?? 0) * scale;
      values[row * columns + column] = own[row] ?? 0;
    }
    done.push(own);
  }
}

/** Rows brought to length one; a row of nothing stays so. */
function unitRows({ rows, columns, values }: DenseRows): void {
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let n = 0; n < columns; n++) square += (values[row * columns + n] ?? 0) ** 2;
    const scale = square > 1e-24 ? 1 / Math.sqrt(square) : 0;
    for (let n = 0; n < columns; n++) {
      const at = row * columns + n;
      values[at] = (values[at] ?? 0) * scale;
    }
  }
}

/**
 * Short texts seldom share a word with all others on their topic. Their rows are brought to the space
 * of the main directions of all rows, where words that stand together are near each other (latent
 * semantic analysis), and to length one.
 *
 * Sources: S. Deerwester et al., JASIS 41 (1990) 391–407; subspace iteration from a random start:
 * N. Halko, P. G. Martinsson, J. A. Tropp, SIAM Review 53 (2011) 217–288.
 */
export async function embed(
  sparse: SparseRows,
  wanted: number,
  seed: number,
  breathe: Breathe,
): Promise<DenseRows> {
  const columns = Math.max(1, Math.min(wanted, sparse.columns, sparse.rows));
  const random = randomFrom(seed);
  let basis = dense(sparse.columns, columns);
  for (let at = 0; at < basis.values.length; at++) basis.values[at] = random() - 0.5;
  for (let round = 0; round < 3; round++) {
    orthonormal(basis);
    basis = timesTransposed(sparse, times(sparse, basis));
    await breathe();
  }
  orthonormal(basis);
  const out = times(sparse, basis);
  unitRows(out);
  await breathe();
  return out;
}
