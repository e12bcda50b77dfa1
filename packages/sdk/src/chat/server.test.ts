import { expect, test } from 'vitest';
import type { Touchtrail } from '../types.ts';
import { autoDetectChat, connectChat } from './connect.ts';
import { says } from './testing/says.ts';

test('on a server nothing is connected, looked for or kept waiting', () => {
  expect(typeof document).toBe('undefined');
  const widget = says();
  const touchtrail = {} as Touchtrail;
  connectChat(touchtrail, widget)();
  autoDetectChat(touchtrail, [widget])();
  expect(widget.connected).toBe(0);
});
