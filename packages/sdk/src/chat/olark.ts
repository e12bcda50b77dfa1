import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.olark`, as far as it is used; its queue takes the same calls. */
export type OlarkApi = (command: string, run: (event?: OlarkEvent) => void) => void;
/** What its events hand over, as far as it is read. */
export interface OlarkEvent {
  message?: { body?: string; nickname?: string };
}

/** Olark. Its listeners cannot be taken out: after disconnecting they say nothing. */
export const olark = (): ChatAdapter =>
  found(
    'olark',
    () => (self as { olark?: OlarkApi }).olark,
    (api, report) => {
      api('api.box.onExpand', () => report('opened'));
      api('api.box.onShrink', () => report('closed'));
      api('api.chat.onBeginConversation', () => report('conversation_started'));
      api('api.chat.onMessageToOperator', (event) =>
        report('message_sent', { author: 'visitor' }, event?.message?.body),
      );
      api('api.chat.onMessageToVisitor', (event) =>
        report('message_received', { author: 'agent' }, event?.message?.body),
      );
      api('api.chat.onOfflineMessageToOperator', () =>
        report('form_submitted', { form: 'offline' }),
      );
    },
  );
