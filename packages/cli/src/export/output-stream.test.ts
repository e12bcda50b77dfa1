import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { outputSink } from './output-stream.ts';

it('waits until the other side took what was written', async () => {
  const stream = new PassThrough({ highWaterMark: 4 });
  const sink = outputSink(stream as never);
  let taken = false;
  const writing = sink.write(Buffer.from('longer than four')).then(() => (taken = true));
  await setImmediate();
  expect(taken).toBe(false);
  stream.resume();
  await writing;
  sink.release();
});

it('says so when the other side went away', async () => {
  const stream = new PassThrough({ highWaterMark: 4 });
  const sink = outputSink(stream as never);
  const writing = sink.write(Buffer.from('longer than four'));
  stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await expect(writing).rejects.toMatchObject({
    code: 'export_interrupted',
    hint: expect.stringContaining('--out'),
  });
  await expect(sink.write(Buffer.from('more'))).rejects.toMatchObject({
    code: 'export_interrupted',
  });
});

it('a character cut between two chunks comes whole', async () => {
  let out = '';
  const sink = outputSink({ write: (text) => (out += text) });
  const bytes = Buffer.from('a😀b');
  await sink.write(bytes.subarray(0, 3));
  await sink.write(bytes.subarray(3));
  expect(out).toBe('a😀b');
});
