import { describe, expect, it } from 'vitest';
import { createNdjsonReader } from './read-ndjson.ts';
import { maxRecordLength } from './records.ts';
import type { SourceRecord } from './records.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function read(text: string, size = 5): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of createNdjsonReader().batches(pieces(text, size)))
    records.push(...batch);
  return records;
}

describe('createNdjsonReader', () => {
  it('reads one object a line and passes blank lines over', async () => {
    const records = await read('{"a":1}\r\n\n{"b":2}');
    expect(records.map(({ line, event }) => ({ line, event }))).toEqual([
      { line: 1, event: { a: 1 } },
      { line: 3, event: { b: 2 } },
    ]);
  });

  it('mends text cut inside an emoji, which ClickHouse would refuse with all its neighbours', async () => {
    const records = await read(String.raw`{"a":"cut \ud83d","b":"\ud83d\ude00"}`);
    expect(records[0]?.event).toEqual({ a: 'cut \uFFFD', b: '😀' });
  });

  it('refuses garbage line by line', async () => {
    const records = await read('{"a":1}\n{"b":\n"text"\nnull\n{"c":3}\n');
    expect(records.map(({ problem }) => problem)).toEqual([
      undefined,
      'is not JSON',
      'is not a JSON object',
      'is not a JSON object',
      undefined,
    ]);
  });

  it('gives up on a line without end and goes on with the next', async () => {
    const long = `{"a":"${'x'.repeat(maxRecordLength * 2)}"}`;
    const records = await read(`${long}\n{"b":2}\n`, 1 << 16);
    expect(records.map(({ line, problem }) => [line, problem?.slice(0, 14)])).toEqual([
      [1, 'is longer than'],
      [2, undefined],
    ]);
  });

  it('says how to convert a JSON array', async () => {
    await expect(read('[{"a":1}]')).rejects.toMatchObject({ code: 'format_unsupported' });
    await expect(read(' \n')).rejects.toMatchObject({ code: 'file_empty' });
  });

  it('finds the same content in another order of keys', async () => {
    const reader = createNdjsonReader();
    const contents: string[] = [];
    const text = '{"a":1,"b":{"c":[1,2],"d":null}}\n{"b":{"d":null,"c":[1,2]},"a":1}\n{"a":1}\n';
    for await (const batch of reader.batches(pieces(text, 9))) {
      contents.push(...batch.map(reader.contentOf));
    }
    expect(contents[0]).toBe(contents[1]);
    expect(contents[2]).not.toBe(contents[0]);
  });
});
