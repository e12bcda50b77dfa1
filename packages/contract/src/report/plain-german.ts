import type * as z from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'ein Text',
  number: 'eine Zahl',
  int: 'eine ganze Zahl',
  boolean: 'true oder false',
  array: 'eine Liste',
  object: 'ein Objekt',
  record: 'ein Objekt',
};

/** A bound as people say it: of texts characters, of lists entries, of numbers themselves. */
function bound(origin: string, word: 'höchstens' | 'mindestens', n: number | bigint): string {
  if (origin === 'string') return `${word} ${n} Zeichen haben`;
  if (origin === 'array' || origin === 'set')
    return `${word} ${n} ${Number(n) === 1 ? 'Eintrag' : 'Einträge'} haben`;
  return `${word} ${n} sein`;
}

/**
 * What is wrong with a part in German that people speak; undefined where the schema library's own must do.
 *
 * @example
 * plainGerman({ code: 'too_big', origin: 'string', maximum: 200, input: 'x…' }); // "darf höchstens 200 Zeichen haben"
 */
export function plainGerman(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && issue.code !== 'custom') return 'fehlt';
  switch (issue.code) {
    case 'too_big':
      return `darf ${bound(issue.origin, 'höchstens', issue.maximum)}`;
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? 'darf nicht leer sein'
        : `muss ${bound(issue.origin, 'mindestens', issue.minimum)}`;
    case 'invalid_type': {
      const kind = kinds[issue.expected];
      return kind && `muss ${kind} sein`;
    }
    case 'invalid_value':
      return `muss eines davon sein: ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'date' ? 'muss ein Tag wie 2026-11-22 sein' : undefined;
    default:
      return undefined;
  }
}
