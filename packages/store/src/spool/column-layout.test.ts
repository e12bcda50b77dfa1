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

test('large segments in a row go by column, others as rows', async () => {
  const said: string[] = [];
  const layout = createColumnLayout((line) => said.push(line));
  const large = segment(6_000);
  // Two are a moment's delay; the third is a backlog.
  expect(await layout.layOut(large)).toBeUndefined();
  expect(await layout.layOut(large)).toBeUndefined();
  const first = await layout.layOut(large);
  const binary = large.binary();
  if (!binary) throw new Error('no binary rows');
  expect(first?.format).toBe('Native');
  expect(Buffer.concat(first?.pieces() ?? [])).toEqual(Buffer.from(nativeBlock(binary)));
  expect((await layout.layOut(large))?.format).toBe('Native');
  expect(await layout.layOut(segment(5_999))).toBeUndefined();
  expect(await layout.layOut(large)).toBeUndefined();
  await layout.close();
  expect(await layout.layOut(large)).toBeUndefined();
  expect(said).toEqual([]);
});
