import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.drift`, as far as it is used; its queue takes the same calls. */
export interface DriftApi {
  on(event: string, run: (detail?: DriftPayload) => void): void;
  off?(event: string, run: (detail?: DriftPayload) => void): void;
}
/** What its events hand over, as far as it is read. */
export interface DriftPayload {
  conversationId?: number | string;
}

/** Drift (Salesloft). The sidebar and the chat in it open one after the other: that is one opening. */
export const drift = (): ChatAdapter =>
  found(
    'drift',
    () => (self as { drift?: DriftApi }).drift,
    (api, report, until) => {
      const on = (event: string, run: (detail?: DriftPayload) => void) => {
        api.on(event, run);
        until.addEventListener('abort', () => api.off?.(event, run));
      };
      for (const part of ['sidebar', 'chat']) {
        on(`${part}Open`, () => report('opened'));
        on(`${part}Close`, () => report('closed'));
      }
      on('startConversation', (detail) =>
        report('conversation_started', { conversation: detail?.conversationId }),
      );
      on('message:sent', (detail) =>
        report('message_sent', { conversation: detail?.conversationId, author: 'visitor' }),
      );
      on('message', (detail) =>
        report('message_received', { conversation: detail?.conversationId }),
      );
      for (const event of ['emailCapture', 'phoneCapture']) {
        on(event, () => report('form_submitted', { form: 'contact' }));
      }
    },
  );
