import { expect, test } from 'vitest';
import * as z from 'zod';
import { refusedParts } from './refusals.ts';

const de = (schema: z.ZodType, given: unknown) => refusedParts(schema, given)[0]?.message.de;

test.each([
  [z.string(), undefined, 'fehlt'],
  [z.union([z.string(), z.number()]), undefined, 'fehlt'],
  [z.string().min(1), '', 'darf nicht leer sein'],
  [z.string().min(3), 'x', 'muss mindestens 3 Zeichen haben'],
  [z.string().max(2), 'xyz', 'darf höchstens 2 Zeichen haben'],
  [z.array(z.string()).max(1), ['a', 'b'], 'darf höchstens 1 Eintrag haben'],
  [z.number().max(20), 99, 'darf höchstens 20 sein'],
  [z.coerce.number(), 'abc', 'muss eine Zahl sein'],
  [z.string(), 7, 'muss ein Text sein'],
  [z.enum(['a', 'b']), 'c', 'muss eines davon sein: a, b'],
  [z.iso.date(), 'gestern', 'muss ein Tag wie 2026-11-22 sein'],
  [z.strictObject({}), { x: 1 }, 'Unbekannter Schlüssel: "x"'],
])('%#: as people say it', (schema, given, said) => {
  expect(de(schema, given)).toBe(said);
});

test('what is not there is missing, in whichever way it could be written', () => {
  expect(refusedParts(z.union([z.string(), z.number()]), undefined)[0]?.message.en).toBe(
    'is missing',
  );
});
