import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.botpress`, as far as it is used. Listeners are taken out by what `on` returns. */
export interface BotpressApi {
  on(event: string, run: (detail: never) => void): (() => void) | undefined;
}
/** What its events hand over, as far as it is read. */
export interface BotpressMessage {
  id?: string;
  conversationId?: string;
  authorId?: string;
  block?: { type?: string; text?: string };
}

/** Botpress Webchat, by `window.botpress` of its script. */
export const botpress = (): ChatAdapter =>
  found(
    'botpress',
    () => (self as { botpress?: BotpressApi }).botpress,
    (api, report, until) => {
      const on = (event: string, run: (detail: never) => void) => {
        const off = api.on(event, run);
        until.addEventListener('abort', () => off?.());
      };
      let conversation: string | undefined;
      on('webchat:opened', () => report('opened'));
      on('webchat:closed', () => report('closed'));
      on('conversation', (id: string) => {
        conversation = id;
      });
      on('messageSent', (said: string) =>
        report('message_sent', { conversation, author: 'visitor' }, said),
      );
      on('message', (message: BotpressMessage) =>
        report(
          'message_received',
          {
            conversation,
            author: 'bot',
            id: message?.id,
            attachment: /image|file|audio|video/.test(`${message?.block?.type}`),
          },
          message?.block?.text,
        ),
      );
      on('participantAdded', (who: { id?: string }) =>
        report('agent_joined', { conversation, author: 'agent', id: who?.id }),
      );
      on('participantRemoved', (who: { id?: string }) =>
        report('agent_left', { conversation, author: 'agent', id: who?.id }),
      );
    },
  );
