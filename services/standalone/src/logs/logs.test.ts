import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog, withoutPersonalData } from './logs.ts';
import type { LogLevel } from './logs.ts';

const logged = (form: 'human' | 'json', level: LogLevel) => {
  let text = '';
  const log = createLog({
    form,
    level,
    clock: () => Date.parse('2026-11-22T10:00:00Z'),
    write: (part) => (text += part),
  });
  log('Details.', 'debug');
  log('Ready.');
  log('Disk is full.', 'warn');
  log('Broken.', 'error');
  return text;
};

describe('the log', () => {
  test('for people', () => {
    expect(logged('human', 'info')).toBe('Ready.\nWarning: Disk is full.\nError: Broken.\n');
    expect(logged('human', 'error')).toBe('Error: Broken.\n');
  });

  test('for programs: one object a line', () => {
    const lines = logged('json', 'debug').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { time: '2026-11-22T10:00:00.000Z', level: 'debug', message: 'Details.' },
      { time: '2026-11-22T10:00:00.000Z', level: 'info', message: 'Ready.' },
      { time: '2026-11-22T10:00:00.000Z', level: 'warn', message: 'Disk is full.' },
      { time: '2026-11-22T10:00:00.000Z', level: 'error', message: 'Broken.' },
    ]);
  });

  test('a line break in a message breaks no line of JSON', () => {
    let text = '';
    createLog({ form: 'json', level: 'info', clock: () => 0, write: (part) => (text += part) })(
      'one\n{"level":"error"}',
    );
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('nothing personal', () => {
  test.each([
    ['Cannot parse "jane": at row 1', 'Cannot parse "…": at row 1'],
    ["expected: before: 'S3CRET'", 'expected: before: "…"'],
    ['see https://u:p@shop.example/a?mail=x#y now', 'see https://shop.example/a now'],
    ['from 203.0.113.7', 'from (address)'],
    ['listening on 127.0.0.1:8787', 'listening on 127.0.0.1:8787'],
    ["the engine's log isn't empty", "the engine's log isn't empty"],
    ['held by process 4711', 'held by process 4711'],
  ])('%s', (line, clean) => {
    expect(withoutPersonalData(line)).toBe(clean);
  });

  test('what stands in quotation marks or behind a question mark of an address never stays', () => {
    const marker = fc.stringMatching(/^[A-Za-z0-9_.@ -]{6,40}$/);
    fc.assert(
      fc.property(marker, fc.constantFrom('"', "'", '`'), (value, mark) => {
        const secret = `zz${value}zz`;
        expect(withoutPersonalData(`failed: ${mark}${secret}${mark} here`)).not.toContain(secret);
        const inQuery = `https://a.example/p?x=${encodeURIComponent(secret)}`;
        expect(withoutPersonalData(`failed at ${inQuery}`)).not.toContain('zz');
      }),
    );
  });

  test('a line of any length and content is bounded', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5_000, unit: 'binary' }), (line) => {
        expect(withoutPersonalData(line).length).toBeLessThanOrEqual(2_001);
      }),
    );
  });
});
