import { eventUuid } from '@touchtrail/store';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { sessionUuid } from '../session-ids.ts';
import { idText, putId } from './event-id.ts';
import { createNamedIds } from './named-ids.ts';

it('are those of the same names as text', () => {
  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 260 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.uuid(),
    fc.uuid().map((id) => id.toUpperCase()),
  );
  fc.assert(
    fc.property(fc.constantFrom('shop', 'größe-2'), name, (site, text) => {
      const { visit, event } = createNamedIds(site);
      const bytes = Buffer.from(`,${text},`);
      const end = bytes.length - 1;
      const old = visit(Buffer.from('before'), 0, 6);
      const { view, length } = visit(bytes, 1, end, old);
      expect(Buffer.from(view.buffer, 0, length).toString()).toBe(sessionUuid(site, text));
      const words = new Uint32Array(4);
      putId(words, 0, event(bytes, 1, end));
      expect(idText(words, 0)).toBe(eventUuid(site, text));
    }),
  );
});
