import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, readBody } from './read-body.ts';
import { gzipBomb } from './testing/gzip-bomb.ts';

const limits = { maxBytes: 1_000, maxInflatedBytes: 4_000, timeoutMs: 1_000 };
const request = (body: string | Buffer, headers: Record<string, string> = {}) =>
  new Request('http://x/', { method: 'POST', body, headers });
const code = (name: string) => expect.objectContaining({ code: name });

describe('readBody', () => {
  test('gives the bytes as they came', async () => {
    expect((await readBody(request('abc'), undefined, limits)).toString()).toBe('abc');
  });
  test('bodies on their way hold no more than they may together, and give it back', async () => {
    const together = { left: 1_500 };
    const bounded = { ...limits, together };
    const sender = () => {
      const stream = new PassThrough();
      const incoming = stream as unknown as IncomingMessage;
      return { stream, read: readBody(request(''), incoming, bounded) };
    };
    const [first, second] = [sender(), sender()];
    first.stream.write('x'.repeat(900));
    await new Promise((resolve) => setImmediate(resolve));
    second.stream.write('x'.repeat(900));
    await expect(second.read).rejects.toMatchObject({ code: 'store_unavailable', retryAfter: 1 });
    first.stream.end('y');
    expect((await first.read).length).toBe(901);
    expect(together.left).toBe(1_500);
  });
  test('inflates gzip', async () => {
    const body = gzipSync('x'.repeat(3_000));
    const read = await readBody(request(body, { 'content-encoding': 'gzip' }), undefined, limits);
    expect(read.length).toBe(3_000);
  });
  test('refuses what is too large as sent, before and after inflating', async () => {
    await expect(readBody(request('x'.repeat(1_001)), undefined, limits)).rejects.toEqual(
      code('body_too_large'),
    );
    const bomb = gzipSync(Buffer.alloc(500_000));
    expect(bomb.length).toBeLessThan(limits.maxBytes);
    await expect(
      readBody(request(bomb, { 'content-encoding': 'gzip' }), undefined, limits),
    ).rejects.toEqual(code('body_too_large'));
  });
  test('knows gzip by its first bytes: a page sets no header without a preflight', async () => {
    const body = gzipSync('{"v":1}');
    const read = await readBody(request(body, { 'content-type': 'text/plain' }), undefined, limits);
    expect(read.toString()).toBe('{"v":1}');
  });
  test('of 100 MB in 100 KB no more is inflated than the limit', async () => {
    const bomb = await gzipBomb(100);
    expect(bomb.length).toBeLessThan(110_000);
    const wide = { maxBytes: 512 * 1024, maxInflatedBytes: 4 * 1024 * 1024, timeoutMs: 1_000 };
    const before = process.resourceUsage().maxRSS;
    await expect(readBody(request(bomb), undefined, wide)).rejects.toEqual(code('body_too_large'));
    // The most this process ever used, KiB: all of it would be 100 MiB more.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(50 * 1024);
  });
  test('believes a content-length that is too large', async () => {
    await expect(
      readBody(request('x', { 'content-length': '1001' }), undefined, limits),
    ).rejects.toEqual(code('body_too_large'));
  });
  test('refuses broken gzip and other encodings', async () => {
    await expect(
      readBody(request('no gzip', { 'content-encoding': 'gzip' }), undefined, limits),
    ).rejects.toEqual(code('malformed_json'));
    await expect(
      readBody(request('x', { 'content-encoding': 'br' }), undefined, limits),
    ).rejects.toEqual(code('unsupported_media_type'));
  });
});

describe('parseJson', () => {
  test.each([
    ['', 'empty'],
    ['{"a":', 'JSON'],
    ['<script>alert(1)</script>', 'JSON'],
  ])('refuses %o with a message that does not repeat it', (text, says) => {
    try {
      parseJson(Buffer.from(text));
      expect.unreachable();
    } catch (error) {
      expect(error).toEqual(code('malformed_json'));
      expect(String(error)).toContain(says);
      expect(String(error)).not.toContain('alert');
    }
  });
  test('refuses what is not UTF-8', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(/UTF-8/);
  });
  test('takes a byte order mark', () => {
    expect(parseJson(Buffer.from('\uFEFF{"a":1}'))).toEqual({ a: 1 });
  });
  test('mends halves of surrogate pairs, in keys too, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({
          stringUnit: fc.constantFrom('a', '\\', '"', 'u', 'd800', '😀', '\uD800', '\uDC00'),
        }),
        (value) => {
          const parsed = parseJson(Buffer.from(JSON.stringify(value)));
          expect(JSON.stringify(parsed)).toBe(
            JSON.stringify(
              JSON.parse(JSON.stringify(value), (_, v: unknown) =>
                typeof v === 'string' ? wellFormed(v) : wellFormedKeys(v),
              ),
            ),
          );
        },
      ),
    );
  });
});

const wellFormed = (text: string) => text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');

const wellFormedKeys = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, v]) => [wellFormed(key), v]))
    : value;
