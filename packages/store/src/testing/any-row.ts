import * as fc from 'fast-check';
import { eventColumns } from '../row-format/event-columns.ts';
import type { EventRow } from '../types.ts';

const ms = fc.integer({ min: -1e13, max: 9e15 });
const text = fc.string({ unit: 'binary', maxLength: 300 });

/** A value of a column's type. */
const valueOf = (type: string): fc.Arbitrary<unknown> => {
  const inner = /^\w+\((.*)\)$/.exec(type)?.[1] ?? '';
  if (type.startsWith('LowCardinality(')) return valueOf(inner);
  if (type.startsWith('Nullable(')) return fc.option(valueOf(inner), { nil: undefined });
  if (type.startsWith('Array(')) return fc.array(valueOf(inner), { maxLength: 10 });
  if (type.startsWith('DateTime64')) return ms;
  if (type.startsWith('Decimal')) return fc.integer({ min: -1e15, max: 1e15 }).map((n) => n / 1e4);
  switch (type) {
    case 'UUID':
      return fc.uuid();
    case 'Bool':
      return fc.boolean();
    case 'UInt16':
      return fc.integer({ min: 0, max: 65_535 });
    case 'UInt32':
      return fc.integer({ min: 0, max: 4_294_967_295 });
    case 'Int16':
      return fc.integer({ min: -32_768, max: 32_767 });
    case 'Float32':
      return fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 1_000);
    default:
      return text;
  }
};

/** Rows with any value that their columns can hold. */
export const anyRow = fc
  .record(Object.fromEntries(eventColumns.map(([name, type]) => [name, valueOf(type)])))
  .map((fields) => fields as unknown as EventRow);
