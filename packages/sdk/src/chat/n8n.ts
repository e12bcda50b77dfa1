import { whenPresent } from '../consent/when-present.ts';
import type { ChatAdapter, ChatReport } from './adapter.ts';

/** Callbacks for `createChat`. */
export interface N8nCallbacks {
  beforeMessageSent(message?: unknown): void;
  afterMessageSent(message?: unknown, response?: { output?: unknown; text?: unknown }): void;
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
  return {
    name: 'n8n',
    present: find,
    connect(to, until) {
      report = to;
      const look = () => {
        const open = find();
        to(open && open.style.display !== 'none' ? 'opened' : 'closed', { confidence: 'dom' });
      };
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
      beforeMessageSent: (message) => report?.('message_sent', { author: 'visitor' }, message),
      afterMessageSent: (_message, response) =>
        report?.('message_received', { author: 'bot' }, response?.output ?? response?.text),
    },
  };
};
