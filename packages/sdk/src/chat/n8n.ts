import { whenPresent } from '../consent/when-present.ts';
import type { ChatAdapter, ChatReport } from './adapter.ts';

/** What `createChat` tells of an answer. A stream tells each part of it, then sums up. */
export interface N8nResponse {
  output?: unknown;
  text?: unknown;
  message?: unknown;
  /** Only of a stream. */
  hasReceivedChunks?: boolean;
}
/** Callbacks for `createChat`. */
export interface N8nCallbacks {
  beforeMessageSent(message?: unknown): void;
  afterMessageSent(message?: unknown, response?: N8nResponse): void;
}
/** The adapter, with what the host of the chat connects it by. */
export interface N8nAdapter extends ChatAdapter {
  callbacks: N8nCallbacks;
}

const find = () => document.querySelector<HTMLElement>('.chat-window');

/**
 * n8n chat. It has callbacks only: spread {@link N8nAdapter.callbacks} into `createChat`. Its window is
 * looked at on the page, because nothing tells when it opens.
 *
 * @example
 * const widget = n8n();
 * createChat({ webhookUrl, ...widget.callbacks });
 * connectChat(touchtrail, widget);
 */
export const n8n = (): N8nAdapter => {
  let report: ChatReport | undefined;
  let answered = false;
  const look = () => {
    const open = find();
    report?.(open && open.style.display !== 'none' ? 'opened' : 'closed', { confidence: 'dom' });
  };
  return {
    name: 'n8n',
    present: find,
    connect(to, until) {
      report = to;
      const watching = new MutationObserver(look);
      whenPresent(
        () => document.querySelector('.chat-window-wrapper') ?? find()?.parentElement,
        (parent) => {
          look();
          watching.observe(parent, {
            attributes: true,
            attributeFilter: ['style'],
            childList: true,
            subtree: true,
          });
        },
        until,
      );
      until.addEventListener('abort', () => {
        report = undefined;
        watching.disconnect();
      });
    },
    callbacks: {
      beforeMessageSent(message) {
        // Who writes at once is faster than the search for the window.
        look();
        answered = false;
        report?.('message_sent', { author: 'visitor' }, message);
      },
      afterMessageSent(_message, response) {
        const { output, text, message, hasReceivedChunks } = response ?? {};
        // What sums up a stream is no answer of its own, and nor is a stream of nothing.
        if (hasReceivedChunks === false || (hasReceivedChunks && !message && answered)) return;
        answered = true;
        report?.(
          'message_received',
          { author: 'bot' },
          output ?? text ?? (message as { text?: unknown } | undefined)?.text ?? message,
        );
      },
    },
  };
};
