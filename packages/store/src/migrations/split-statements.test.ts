import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMigrations } from './migration-files.ts';
import { splitStatements } from './split-statements.ts';

describe('splitStatements', () => {
  test('ends statements at semicolons outside quotes and comments', () => {
    expect(
      splitStatements(`
        SELECT 'a;b', "c;d", \`e;f\`; -- not here; nor here
        SELECT 2 /* ; */ + 3;
        # a shell comment; too
        SELECT 'it''s; \\'quoted\\';'
      `),
    ).toEqual([
      'SELECT \'a;b\', "c;d", `e;f`',
      '-- not here; nor here\n        SELECT 2 /* ; */ + 3',
      "# a shell comment; too\n        SELECT 'it''s; \\'quoted\\';'",
    ]);
  });

  test('leaves out what is only blank or comment', () => {
    expect(splitStatements(';; -- a;\n ; /* b; */ ;')).toEqual([]);
  });

  test('an unclosed quote or comment takes the rest', () => {
    expect(splitStatements("SELECT 'a; b")).toEqual(["SELECT 'a; b"]);
    expect(splitStatements('SELECT 1 /* ; ')).toEqual(['SELECT 1 /* ;']);
  });

  test('joining statements and splitting again gives the same ones', () => {
    const piece = fc.constantFrom("';'", '";"', '`;`', '/*;*/', ' x ', 'SELECT', '--;\n', "'\\''");
    const statement = fc
      .array(piece, { minLength: 1 })
      .map((pieces) => `x${pieces.join(' ')}`.trim());
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        expect(splitStatements(statements.map((text) => `${text}\n;`).join('\n'))).toEqual(
          statements,
        );
      }),
    );
  });
});

describe('the migrations of this package', () => {
  test('are numbered from 1 and made of statements that bear repetition', () => {
    const migrations = readMigrations();
    expect(migrations.map((migration) => migration.version)).toEqual(
      migrations.map((_, index) => index + 1),
    );
    for (const { name, sql } of migrations) {
      for (const statement of splitStatements(sql)) {
        const code = statement.replaceAll(/^\s*--.*$/gm, '').trim();
        expect({ name, code }).toEqual({
          name,
          code: expect.stringMatching(
            /\b(IF|WHERE|AND) (NOT )?EXISTS\b|^(ALTER TABLE \w+ (MODIFY|MATERIALIZE))/i,
          ) as string,
        });
      }
    }
  });
});
