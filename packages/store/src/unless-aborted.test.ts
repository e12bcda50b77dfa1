import { expect, test } from 'vitest';
import { deferred } from './deferred.ts';
import { unlessAborted } from './unless-aborted.ts';

test('gives what the work gives', async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7);
  await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
});

test('waits no longer than somebody wants it, and not at all when nobody does', async () => {
  const never = new Promise<void>(() => undefined);
  const wanted = new AbortController();
  const waiting = unlessAborted(never, wanted.signal);
  wanted.abort();
  await expect(waiting).rejects.toThrow('aborted');
  await expect(unlessAborted(never, wanted.signal)).rejects.toThrow('aborted');
});

test('work that fails after nobody wants it any more disturbs nobody', async () => {
  const { promise, resolve } = deferred();
  const wanted = new AbortController();
  const waiting = unlessAborted(
    promise.then(() => Promise.reject(new Error('late'))),
    wanted.signal,
  );
  wanted.abort();
  await expect(waiting).rejects.toThrow('aborted');
  resolve();
  await new Promise((go) => void setImmediate(go));
});
