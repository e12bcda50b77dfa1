import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { batchSchema } from './batch.ts';
import { eventSchema } from './event.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(`${import.meta.dirname}/../fixtures/${name}.json`, 'utf8')) as Record<
    string,
    unknown
  >;
const eventsValid = read('events-valid');
const eventsInvalid = read('events-invalid');
const batchesValid = read('batches-valid');
const batchesInvalid = read('batches-invalid');

describe('golden events', () => {
  test.each(Object.entries(eventsValid))('%s is accepted', (_, event) => {
    expect(eventSchema.safeParse(event).error).toBeUndefined();
  });

  test.each(Object.entries(eventsInvalid))('%s is refused with a message', (_, event) => {
    const { error } = eventSchema.safeParse(event);
    expect(error?.issues[0]?.message).toMatch(/\w{3}/);
  });

  test('unknown fields are left out', () => {
    const parsed = eventSchema.parse(eventsValid['unknown-fields-are-left-out']);
    expect(parsed).not.toHaveProperty('colour');
    expect(parsed.page).toEqual({ url: 'https://shop.example/' });
  });
});

describe('golden batches', () => {
  test.each(Object.entries(batchesValid))('%s is accepted', (_, batch) => {
    expect(batchSchema.safeParse(batch).error).toBeUndefined();
  });

  test.each(Object.entries(batchesInvalid))('%s is refused with a message', (_, batch) => {
    expect(batchSchema.safeParse(batch).error?.issues[0]?.message).toMatch(/\w{3}/);
  });
});
