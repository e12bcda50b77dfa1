import { registrySchema } from '@touchtrail/contract';
import type { Registry } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CliError } from '../errors.ts';
import { readRegistry } from './read-registry.ts';
import { writeRegistry } from './write-registry.ts';

function refusal(text: string): string {
  try {
    readRegistry(text, 't.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({ code: 'invalid_registry' });
    return (error as CliError).message;
  }
  throw new Error('was taken');
}

describe('what is wrong is named with its line', () => {
  test.each([
    [
      'a word that is not known',
      'touchpoints:\n  - key: a\n    phaze: use',
      /line 3: touchpoints\.0: there is no phaze here/,
    ],
    [
      'a channel that is not in the list',
      'touchpoints:\n  - key: a\n  - key: b\n    channel: fax',
      /line 4: touchpoints\.1\.channel: .*call_center/,
    ],
    [
      'an expectation out of its scale',
      'touchpoints:\n  - { key: a, experience: 11 }',
      /line 2: touchpoints\.0\.experience: .*10/,
    ],
    [
      'a rule without a condition',
      'touchpoints: [{ key: a }]\nrules:\n  - touchpoint: a\n    when: {}',
      /line 4: rules\.0\.when: needs a condition/,
    ],
    ['what is missing', 'rules:\n  - touchpoint: a', /line 2: rules\.0\.when:/],
    [
      'a pattern that is none',
      'rules:\n  - touchpoint: a\n    when:\n      path: { looks: like }',
      /line 4: rules\.0\.when\.path: must be a text, a list/,
    ],
    ['a key twice', 'rules: []\nrules: []', /line 2: .*unique/],
    [
      'a name that is a list',
      'phases:\n  - look\n  - key: buy\n    name: [a]',
      /line 3: phases\.1: must be a key/,
    ],
    ['what is no YAML', 'rules: [', /line 1: /],
    ['what is no map', '- a\n- b', /line 1: .*expected object/],
  ])('%s', (_what, text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  test('all at once, the first ten in full', () => {
    const text = `touchpoints:\n${'  - key: ""\n'.repeat(12)}`;
    const message = refusal(text);
    expect(message).toContain('line 11:');
    expect(message).not.toContain('line 12:');
    expect(message).toContain('… and 2 more');
  });

  test('aliases that grow beyond measure, and files beyond measure', () => {
    const bomb = Array.from({ length: 12 }, (_, n) =>
      n === 0 ? 'a0: &a0 [x, x]' : `a${n}: &a${n} [*a${n - 1}, *a${n - 1}, *a${n - 1}, *a${n - 1}]`,
    ).join('\n');
    expect(refusal(bomb)).toMatch(/alias|there is no/i);
    expect(refusal(`# ${'x'.repeat(3_000_000)}`)).toContain('larger than 2 MiB');
  });
});

test('lines of what is right are known, too', () => {
  const { lineOf } = readRegistry(
    'touchpoints:\n  - key: a\n\nrules:\n  - touchpoint: a\n    when:\n      url:\n        matches: x\n',
    't.yaml',
  );
  expect(lineOf(['rules', 0])).toBe(5);
  expect(lineOf(['rules', 0, 'when', 'url', 'matches'])).toBe(8);
  expect(lineOf(['rules', 3, 'when'])).toBe(4);
});

const word = fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,12}$/);
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.constantFrom('no', 'null', '1.0', '# x', '- a', '*', '&a', "it's", '2026-01-01', 'ä: ö', ' |'),
);
const trimmed = text.map((given) => given.trim()).filter((given) => given !== '');
const names = fc.option(fc.oneof(trimmed, fc.record({ en: trimmed, 'pt-BR': trimmed })), {
  nil: undefined,
});
const registry: fc.Arbitrary<Registry> = fc
  .record({
    phases: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
    touchpoints: fc.array(
      fc.record({
        key: trimmed.filter((key) => !key.startsWith('event:')),
        name: names,
        note: text,
      }),
      { maxLength: 4 },
    ),
    rules: fc.array(
      fc.record({
        touchpoint: text,
        when: fc.oneof(
          fc.record({ event: text }),
          fc.record({ path: fc.record({ matches: text }) }),
          fc.record({
            props: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean()), {
              minKeys: 1,
              maxKeys: 3,
              noNullPrototype: true,
            }),
          }),
        ),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ touchpoints, ...rest }) =>
    registrySchema.parse({
      ...rest,
      touchpoints: touchpoints.map(({ name, ...one }) => ({
        ...one,
        ...(name !== undefined && { name }),
      })),
    }),
  );

test('what is written is read back as it was, whatever the texts', () => {
  fc.assert(
    fc.property(registry, (given) => {
      expect(readRegistry(writeRegistry(given, 'A heading.'), 't.yaml').registry).toEqual(given);
    }),
  );
});
