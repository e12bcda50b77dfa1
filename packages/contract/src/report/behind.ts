import * as z from 'zod';
import { limits } from '../limits.ts';
import type { Behind } from '../view/view-behind.ts';
import { channels } from '../words.ts';
import { boolSchema, intSchema } from './common.ts';
import { refusal } from './refusals.ts';

const key = z.string().min(1).max(limits.touchpointLength);
const channel = z.enum(channels);
const shape = {
  mergeRepeats: boolSchema.optional(),
  startAt: key.optional(),
  endAt: key.optional(),
  exclude: z.array(key).max(100).optional(),
};

const kinds = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.enum(['touched', 'paused', 'lost', 'silent', 'backstage']),
      touchpoint: key,
    }),
    z.strictObject({ kind: z.literal('moved'), from: key, to: key, ...shape }),
    z.strictObject({
      kind: z.literal('step'),
      step: intSchema(1, 20),
      touchpoint: key,
      next: key.optional(),
      ...shape,
    }),
    z.strictObject({ kind: z.literal('path'), path: z.array(key).min(1).max(200), ...shape }),
    z.strictObject({
      kind: z.literal('returned'),
      from: key.optional(),
      to: key.optional(),
      channel: channel.optional(),
    }),
    z.strictObject({ kind: z.literal('switched'), from: channel, to: channel }),
    z.strictObject({ kind: z.literal('began'), channel }),
    z.strictObject({ kind: z.literal('landed'), first: channel, last: channel }),
    z.strictObject({
      kind: z.literal('phase'),
      phase: z.string().min(1).max(200),
      channel: channel.optional(),
    }),
  ],
  refusal('must be an object such as {example}', {
    example: '{"kind":"lost","touchpoint":"cart"}',
  }),
);

/** What listed journeys have in common; text in links and on the command line is JSON. */
export const behindSchema: z.ZodType<Behind> = z.preprocess((value) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}, kinds);
