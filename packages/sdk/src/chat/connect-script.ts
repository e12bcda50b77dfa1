/**
 * Connects the chat adapters on the page, each a script of its own, with the SDK of the other tag.
 * Options from `data-*` attributes of each adapter's script: `data-touchpoint`, `data-messages`,
 * `data-capture-text`, `data-version`.
 *
 * @module
 */
import { whenPresent } from '../consent/when-present.ts';
import type { Touchtrail } from '../types.ts';
import { connectChat } from './connect.ts';
import type { ChatAdapter } from './adapter.ts';
import type { WaitingChats } from './register.ts';

type Entry = [adapter: ChatAdapter, options: object];
interface Page {
  touchtrail?: Touchtrail & { q?: unknown };
  touchtrailChat?: Entry[] | WaitingChats;
}

const page = self as Page;

whenPresent(
  // With a queue it is still the stub.
  () => page.touchtrail?.q === undefined && page.touchtrail,
  (touchtrail) => {
    const waiting = page.touchtrailChat;
    const push = ([adapter, options]: Entry) => connectChat(touchtrail, adapter, options);
    if (Array.isArray(waiting)) waiting.forEach(push);
    page.touchtrailChat = { push };
  },
  new AbortController().signal,
);
