import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.LiveChatWidget`, as far as it is used; its queue takes the same calls. */
export interface LiveChatApi {
  on(event: string, run: (detail: never) => void): void;
  off?(event: string, run: (detail: never) => void): void;
}

/** LiveChat (text.com). Tells who wrote, never what. */
export const livechat = (): ChatAdapter =>
  found(
    'livechat',
    () => (self as { LiveChatWidget?: LiveChatApi }).LiveChatWidget,
    (api, report, until) => {
      const on = (event: string, run: (detail: never) => void) => {
        api.on(event, run);
        until.addEventListener('abort', () => api.off?.(event, run));
      };
      on('visibility_changed', (detail: { visibility?: string }) =>
        report(detail?.visibility === 'maximized' ? 'opened' : 'closed'),
      );
      on('customer_status_changed', (detail: { status?: string }) => {
        if (detail?.status === 'chatting') report('conversation_started');
        // `queued` and `invited` come before a chat.
        else if (detail?.status === 'browsing') report('conversation_ended');
      });
      on(
        'new_event',
        (detail: { type?: string; timestamp?: number; author?: { type?: string } }) => {
          const visitor = detail?.author?.type === 'customer';
          if (!/message|file/.test(`${detail?.type}`)) return;
          report(visitor ? 'message_sent' : 'message_received', {
            id: detail.timestamp,
            author: visitor ? 'visitor' : detail.author?.type === 'bot' ? 'bot' : 'agent',
            attachment: detail.type === 'file',
          });
        },
      );
      on('rating_submitted', (given: string) => {
        if (/good|bad/.test(given)) {
          report('rating_given', { rating: given === 'good' ? 1 : 0, scale: 'thumbs' });
        }
      });
      on('form_submitted', (detail: { type?: 'postchat' | 'prechat' | 'ticket' }) => {
        const form = detail?.type;
        if (/^(pre|post)chat$|^ticket$/.test(`${form}`)) report('form_submitted', { form });
      });
    },
  );
