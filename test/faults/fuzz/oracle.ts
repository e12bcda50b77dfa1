import { batchSchema, eventSchema, wellFormedJson } from '@touchtrail/contract';
import type { BatchAnswer, RejectedEvent } from '@touchtrail/contract';
import type * as z from 'zod';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A body as the contract reads it, or `undefined` when it is no JSON in UTF-8. */
export function parsedBody(body: Buffer): { value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return { value: JSON.parse(wellFormedJson(text)) as unknown };
  } catch {
    return undefined;
  }
}

/** Whether the schema takes an event of a batch, its context below it. */
function takes(context: Fields | undefined, event: unknown): boolean {
  if (!isFields(event)) return false;
  const both: Fields = { ...context, ...event };
  if (isFields(context?.['props']) && isFields(event['props'])) {
    both['props'] = { ...context['props'], ...event['props'] };
  }
  return eventSchema.safeParse(both).success;
}

/**
 * Why an accepting answer to a batch is wrong, by the schema alone: `undefined` when it is right. What
 * the schema takes may still be refused for another reason; what it refuses may never be taken.
 */
export function wrongBatchAnswer(
  body: Buffer | undefined,
  answer: BatchAnswer,
): string | undefined {
  if (!body) return 'taken, though its framing is wrong';
  const parsed = parsedBody(body);
  if (!parsed) return 'taken, though it is no JSON';
  const batch = batchSchema.safeParse(parsed.value);
  if (!batch.success) {
    const onlyContext = batch.error.issues.every((issue) => issue.path[0] === 'context');
    return onlyContext && answer.accepted === 0 && answer.duplicates === 0
      ? undefined
      : 'taken, though it is no batch';
  }
  const { events, context } = batch.data;
  const rejected = new Set(answer.rejected.map(({ index }: RejectedEvent) => index));
  const taken = answer.accepted + answer.duplicates;
  if (taken + rejected.size !== events.length) {
    return `${events.length} events, but ${taken} taken and ${rejected.size} refused`;
  }
  for (const [index, event] of events.entries()) {
    if (!rejected.has(index) && !takes(context, event)) {
      return `event ${index} taken, though the schema refuses it: ${JSON.stringify(event).slice(0, 300)}`;
    }
  }
  return undefined;
}

/** The same for a door that takes one document. */
export function wrongDocumentAnswer(
  body: Buffer | undefined,
  schema: z.ZodType,
): string | undefined {
  if (!body) return 'taken, though its framing is wrong';
  const parsed = parsedBody(body);
  if (!parsed) return 'taken, though it is no JSON';
  return schema.safeParse(parsed.value).success ? undefined : 'taken, though the schema refuses it';
}
