import type { ChatAdapter, ChatEventName } from '../adapter.ts';

/** A chat widget as its vendor publishes its interface, without the vendor. */
export interface Vendor {
  adapter(): ChatAdapter;
  /** The global that the vendor makes, where it is listened to by one. */
  global?: string;
  /** Slots of one handler on the global, which a page may use itself. */
  slots?: string[];
  /** Puts it on the page. What it returns tells of a whole talk, with this text wherever text goes. */
  install(): (canary: string) => void;
  /** What is to come of it, in order. */
  tells: ChatEventName[];
}
