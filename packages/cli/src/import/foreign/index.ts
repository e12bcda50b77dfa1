import type { ForeignSource } from './foreign-source.ts';
import { ga4 } from './ga4.ts';
import { snowplow } from './snowplow.ts';

/** Exports of other analytics systems, by the name that `--recipe` takes. */
export const foreignSources: readonly ForeignSource[] = [ga4, snowplow];
