import * as z from 'zod';
import { touchFields } from '../words.ts';
import { refusal } from './refusals.ts';

/** What people can be told apart by, of one of their touches, besides `props.NAME`. */
export const breakdownFields = [...touchFields, 'account_id'] as const;

const message = refusal('must be one of {fields} or props.NAME', {
  fields: breakdownFields.join(', '),
});

/** One field to break a report down by. `entry_channel` is what brought the person to the touch. */
export const breakdownSchema = z.union([
  z.enum(breakdownFields, message),
  z.string().regex(/^props\.[^.,]{1,100}$/, message),
]);
export type BreakdownField = z.output<typeof breakdownSchema>;
