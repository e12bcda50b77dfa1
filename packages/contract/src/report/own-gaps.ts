import * as z from 'zod';
import { channels } from '../words.ts';
import { durationSchema } from './duration.ts';
import { refusal } from './refusals.ts';

const kinds: ReadonlySet<string> = new Set(['digital', 'analog', ...channels]);
const most = 20;

const named = (text: string): unknown =>
  Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.trim())
      .filter((pair) => pair !== '')
      .map((pair) => {
        const cut = pair.indexOf('=');
        return cut < 1 ? [pair, ''] : [pair.slice(0, cut).trim(), pair.slice(cut + 1).trim()];
      }),
  );

const keySchema = z.string().refine((key) => kinds.has(key) || /^phase:.{1,100}$/.test(key), {
  message: refusal('must be digital, analog, a channel, or phase:NAME'),
});

/**
 * Abandonment gaps of some touches: of a channel, of a phase (`phase:NAME`), of all `digital` or `analog`
 * ones; the first of these that fits a touch holds for it. `auto` is learned from the data. As text
 * `analog=auto,store=3d,phase:decision=12h`; durations are ms after parsing.
 *
 * @example
 * ownGapsSchema.parse('analog=auto,store=3d'); // { analog: 'auto', store: 259200000 }
 */
export const ownGapsSchema = z
  .preprocess(
    (given) => (typeof given === 'string' ? named(given) : given),
    z.record(keySchema, z.union([z.literal('auto'), durationSchema])),
  )
  .refine((gaps) => Object.keys(gaps).length <= most, {
    message: refusal('must name at most {n} kinds of touches', { n: most }),
  });
export type OwnGaps = z.output<typeof ownGapsSchema>;
