import { scriptOptions } from '../consent/script-options.ts';
import type { ChatAdapter } from './adapter.ts';

/** Adapters that came before the script that connects them; afterwards, the way to it. */
export interface WaitingChats {
  push(entry: [adapter: ChatAdapter, options: object]): unknown;
}

/** Hands the adapter of this script to the one that connects, whichever comes first. */
export const register = (adapter: ChatAdapter): void => {
  const page = self as { touchtrailChat?: WaitingChats };
  (page.touchtrailChat ??= []).push([adapter, scriptOptions()]);
};
