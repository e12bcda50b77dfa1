import { flowOther } from '@touchtrail/contract';

/** Name of a touchpoint by its hash; those beyond the bound of names are `(other)`. */
export const nameOf = (names: ReadonlyMap<string, string>, id: string): string =>
  names.get(id) ?? flowOther;
