import { expect, test } from 'vitest';
import { nativeBlock } from '../row-format/native-block.ts';
import { eventRows } from '../row-format/row-codec.ts';
import { row } from '../testing/rows.ts';
import { segmentOf } from '../testing/segment-of.ts';
import { createColumnLayout } from './column-layout.ts';

const segment = (rows: number) =>
  segmentOf(
    eventRows,
    Array.from({ length: rows }, (_, n) => row(n)),
  );

test('a large segment goes by column, a small one as rows', async () => {
  const said: string[] = [];
  const layout = createColumnLayout((line) => said.push(line));
  const large = segment(6_000);
  const first = await layout.layOut(large);
  const binary = large.binary();
  if (!binary) throw new Error('no binary rows');
  expect(first?.format).toBe('Native');
  expect(Buffer.concat(first?.pieces() ?? [])).toEqual(Buffer.from(nativeBlock(binary)));
  expect(await layout.layOut(segment(5_999))).toBeUndefined();
  expect((await layout.layOut(large))?.format).toBe('Native');
  await layout.close();
  expect(await layout.layOut(large)).toBeUndefined();
  expect(said).toEqual([]);
});
