import type { Channel } from '@touchtrail/contract';
import type { Field } from '../columns.ts';

/** A field of an event, or `props.NAME`. */
type RecipeTarget = Field | 'date' | 'time' | `props.${string}`;

/**
 * How the export of a kind of system becomes touches: what its columns are usually called and what is
 * the same in every row. Column names are compared in lower case, without spaces, dashes or underscores.
 */
export interface Recipe {
  name: string;
  summary: string;
  /** Columns looked for, the first that the file has is taken. */
  columns: Partial<Record<RecipeTarget, readonly string[]>>;
  /** What holds where the row says nothing else. */
  constants: { channel: Channel; name: string; type?: 'touch' | 'conversion' | 'feedback' };
  /** Put before the touchpoint's own word: `store.` makes `store.berlin`. */
  touchpointPrefix?: string;
  /** Factors of columns in another unit, such as 1,000 for seconds. */
  factors?: Partial<Record<Field, number>>;
  /** Header and a few rows, as in the documentation. */
  sample: string;
}
