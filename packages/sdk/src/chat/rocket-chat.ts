import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** What a callback of `window.RocketChat` is called on, as far as it is used. */
export type RocketChatApi = Partial<Record<string, (run: (detail?: never) => void) => void>>;
/** `window.RocketChat`: runs what it is given on its API, now or when it is loaded. */
export type RocketChat = (run: (this: RocketChatApi) => void) => void;

/**
 * Rocket.Chat Livechat. The widget lives in a frame and tells of what happens around the conversation,
 * never of messages.
 */
export const rocketChat = (): ChatAdapter =>
  found(
    'rocket-chat',
    () => (self as { RocketChat?: RocketChat }).RocketChat,
    (api, report) => {
      api(function () {
        const on = (event: string, run: (detail?: never) => void) => this[event]?.(run);
        on('onChatMaximized', () => report('opened'));
        on('onChatMinimized', () => report('closed'));
        on('onWidgetHidden', () => report('closed'));
        on('onChatStarted', () => report('conversation_started'));
        on('onChatEnded', () => report('conversation_ended'));
        on('onPrechatFormSubmit', () => report('form_submitted', { form: 'prechat' }));
        on('onOfflineFormSubmit', () => report('form_submitted', { form: 'offline' }));
        on('onAssignAgent', (agent?: { username?: string }) =>
          report('agent_joined', { author: 'agent', id: agent?.username }),
        );
      });
    },
  );
