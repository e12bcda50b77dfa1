import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.GorgiasChat`, as far as it is used. */
export interface GorgiasApi {
  init?(): Promise<unknown>;
  on?(event: string, run: () => void): void;
  off?(event: string, run: () => void): void;
}

/** Gorgias. Its object is there before it can be used: `init` says when. */
export const gorgias = (): ChatAdapter =>
  found(
    'gorgias',
    () => (self as { GorgiasChat?: GorgiasApi }).GorgiasChat,
    (api, report, until) => {
      const listen = () => {
        if (until.aborted) return;
        const on = (event: string, run: () => void) => {
          api.on?.(event, run);
          until.addEventListener('abort', () => api.off?.(event, run));
        };
        on('widget:opened', () => report('opened'));
        on('widget:closed', () => report('closed'));
        on('message:sent', () => report('message_sent', { author: 'visitor' }));
        on('message:received', () => report('message_received'));
      };
      Promise.resolve(api.init?.()).then(listen, () => {});
    },
  );
