import { whenPresent } from '../consent/when-present.ts';

/** What happens in a chat; `chat.` goes before it in the name of the event. */
export type ChatEventName =
  | 'opened'
  | 'closed'
  | 'conversation_started'
  | 'conversation_ended'
  | 'message_sent'
  | 'message_received'
  | 'agent_joined'
  | 'agent_left'
  | 'form_submitted'
  | 'rating_given'
  | 'link_clicked';

/** Who wrote a message, or joined. */
export type ChatAuthor = 'visitor' | 'agent' | 'bot' | 'system';

/** What an adapter may know of a happening. All of it is optional, none of it is words. */
export interface ChatDetails {
  /** The widget's own id of the conversation; leaves the page as a salted hash only. */
  conversation?: unknown;
  /** The widget's own id of the message, agent or happening: what was seen once is not told twice. */
  id?: unknown;
  author?: ChatAuthor | undefined;
  attachment?: boolean | undefined;
  form?: 'contact' | 'offline' | 'postchat' | 'prechat' | 'ticket' | undefined;
  rating?: number | undefined;
  /** How the rating was asked: `csat` is 1..5, `thumbs` 0 or 1. */
  scale?: 'csat' | 'thumbs' | undefined;
  /** `dom` where it was seen on the page instead of told by the widget. */
  confidence?: 'dom' | undefined;
  /** It happened before this page was loaded: remembered, not told. */
  replay?: boolean | undefined;
}

/**
 * Takes what happened. Never throws.
 *
 * @param words what was written: measured and dropped in this call, unless its capture is allowed.
 */
export type ChatReport = (name: ChatEventName, details?: ChatDetails, words?: unknown) => void;

/** A chat widget. Creates no global of a vendor, loads no code, reads no storage. */
export interface ChatAdapter {
  /** Name of the widget, as in `chat.<name>`. */
  readonly name: string;
  /** Whether the widget is on the page now. */
  present(): unknown;
  /** Listens once the widget is there, until `until` is aborted. */
  connect(report: ChatReport, until: AbortSignal): void;
}

/**
 * An adapter of a widget that is found on the page, now or within two minutes.
 *
 * @example
 * found('acme', () => self.acme, (acme, report) => acme.on('open', () => report('opened')));
 */
export const found = <T>(
  name: string,
  find: () => T | undefined | null | false,
  wire: (widget: T, report: ChatReport, until: AbortSignal) => void,
): ChatAdapter => ({
  name,
  present: find,
  connect(report, until) {
    whenPresent(
      find,
      (widget) => {
        try {
          wire(widget, report, until);
        } catch {}
      },
      until,
    );
  },
});

/**
 * Puts a handler into a slot that holds only one, and calls the one that was there. Taken out again
 * when it is still the one in the slot.
 */
export const wrapSlot = (
  holder: object,
  slot: string,
  run: (...args: never[]) => void,
  until: AbortSignal,
): void => {
  const slots = holder as Record<string, ((...args: unknown[]) => unknown) | undefined>;
  const before = slots[slot];
  const ours = function (this: unknown, ...args: unknown[]) {
    if (!until.aborted) run(...(args as never[]));
    return before?.apply(this, args);
  };
  slots[slot] = ours;
  until.addEventListener('abort', () => {
    if (slots[slot] === ours) slots[slot] = before;
  });
};
