import type { EventInput } from '@touchtrail/contract';
import { expectTypeOf, test } from 'vitest';
import type { EventFields } from './event-fields.ts';

type Part<T extends EventFields | EventInput, Name extends keyof T> = keyof NonNullable<T[Name]>;

// It fails where it is compiled, not where it runs.
test('the event is the one that the service takes, field by field', () => {
  expectTypeOf<keyof EventFields>().toEqualTypeOf<keyof EventInput>();
  expectTypeOf<EventFields>().toExtend<EventInput>();
  expectTypeOf<EventInput>().toExtend<EventFields>();
  expectTypeOf<Part<EventFields, 'page'>>().toEqualTypeOf<Part<EventInput, 'page'>>();
  expectTypeOf<Part<EventFields, 'campaign'>>().toEqualTypeOf<Part<EventInput, 'campaign'>>();
  expectTypeOf<Part<EventFields, 'device'>>().toEqualTypeOf<Part<EventInput, 'device'>>();
  expectTypeOf<Part<EventFields, 'experience'>>().toEqualTypeOf<Part<EventInput, 'experience'>>();
  expectTypeOf<Part<EventFields, 'consent'>>().toEqualTypeOf<Part<EventInput, 'consent'>>();
});
