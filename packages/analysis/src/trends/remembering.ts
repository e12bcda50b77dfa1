import type { Reader } from '@touchtrail/store';

/**
 * A reader that asks each question once. The runs of a trend share most of them: only what names a
 * value that differs from run to run is asked again.
 */
export function remembering(reader: Reader): Reader {
  const answers = new Map<string, Promise<unknown[]>>();
  return {
    ...reader,
    query: <Row>(question: Parameters<Reader['query']>[0]): Promise<Row[]> => {
      const named = [...question.sql.matchAll(/\{(\w+):/g)].map(([, name = '']) => [
        name,
        question.params?.[name],
      ]);
      const key = JSON.stringify([question.sql, named]);
      const known = answers.get(key) ?? reader.query<Row>(question);
      answers.set(key, known);
      return known as Promise<Row[]>;
    },
  };
}
