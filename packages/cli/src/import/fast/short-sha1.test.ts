import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createShortSha1 } from './short-sha1.ts';

it('is SHA-1, whatever the lengths of what stays and what comes', () => {
  const bytes = fc.uint8Array({ maxLength: 150 });
  fc.assert(
    fc.property(bytes, fc.array(bytes, { minLength: 1, maxLength: 4 }), (prefix, texts) => {
      const sha1 = createShortSha1(prefix, 150);
      for (const text of texts) {
        const made = Buffer.alloc(20);
        for (const [at, word] of sha1(text, 0, text.length).entries()) {
          made.writeInt32BE(word, at * 4);
        }
        const expected = createHash('sha1').update(prefix).update(text).digest('hex');
        expect(made.toString('hex')).toBe(expected);
      }
    }),
  );
});
