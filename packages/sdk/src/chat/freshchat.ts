import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.fcWidget`, as far as it is used. */
export interface FreshchatApi {
  on(event: string, run: (detail?: FreshchatPayload) => void): void;
  off?(event: string, run: (detail?: FreshchatPayload) => void): void;
}
/** What its events hand over, as far as it is read. */
export interface FreshchatPayload {
  data?: { rating?: number; stars?: number } | undefined;
}

/** Freshchat. Stars become CSAT, 1..5. */
export const freshchat = (): ChatAdapter =>
  found(
    'freshchat',
    () => {
      const api = (self as { fcWidget?: FreshchatApi }).fcWidget;
      // The snippet's first object is there before it can be listened to.
      return api?.on && api;
    },
    (api, report, until) => {
      const on = (event: string, run: (detail?: FreshchatPayload) => void) => {
        api.on(event, run);
        until.addEventListener('abort', () => api.off?.(event, run));
      };
      on('widget:opened', () => report('opened'));
      on('widget:closed', () => report('closed'));
      on('message:sent', () => report('message_sent', { author: 'visitor' }));
      on('message:received', () => report('message_received'));
      on('conversation:resolved', () => report('conversation_ended'));
      on('anchorLink:clicked', () => report('link_clicked'));
      for (const event of ['csat:received', 'csat:updated']) {
        on(event, (detail) => {
          const rating = Number(detail?.data?.rating ?? detail?.data?.stars);
          if (rating >= 1 && rating <= 5) {
            report('rating_given', { rating, scale: 'csat', id: rating });
          }
        });
      }
    },
  );
