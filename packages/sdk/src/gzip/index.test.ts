import { expect, test, vi } from 'vitest';
import type { Send } from '../delivery.ts';
import { everything, gzip } from './index.ts';

const text = JSON.stringify({ v: 1, events: Array.from({ length: 100 }, (_, n) => ({ n })) });

/** What is posted, with what came along. */
async function sent(keepalive: boolean): Promise<unknown[]> {
  const seen: unknown[] = [];
  const { signal } = new AbortController();
  const send: Send = (...args) => {
    seen.push(...args);
    return Promise.resolve(new Response());
  };
  await gzip._send!(send)(text, keepalive, signal);
  expect(seen[2]).toBe(signal);
  return seen;
}

test('a large body goes compressed, as plain text so that no preflight is asked', async () => {
  const [body, keepalive] = (await sent(false)) as [Blob, boolean];
  const unpacked = body.stream().pipeThrough(new DecompressionStream('gzip'));
  expect(await new Response(unpacked).text()).toBe(text);
  expect(body.size).toBeLessThan(text.length / 3);
  expect(body.type).toBe('text/plain');
  expect(keepalive).toBe(false);
});

test('what must outlive the page goes at once, as it is', () => {
  const send = vi.fn<Send>(() => Promise.resolve(new Response()));
  void gzip._send!(send)(text, true);
  expect(send.mock.calls).toEqual([[text, true]]);
});

test('a browser that cannot compress sends text', async () => {
  vi.stubGlobal('CompressionStream', undefined);
  expect((await sent(false))[0]).toBe(text);
  vi.unstubAllGlobals();
});

test('a failure to send is not taken for one to compress', async () => {
  const send = vi.fn<Send>(() => Promise.reject(new Error('offline')));
  await expect(gzip._send!(send)(text, false)).rejects.toThrow('offline');
  expect(send).toHaveBeenCalledOnce();
});

test('everything is there under the name that leaves it out', () => {
  expect(everything).toEqual({ gzip });
});
