import { found, wrapSlot } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.Tawk_API`: a slot for each handler. */
export type TawkApi = Partial<Record<string, unknown>>;

/** Some versions hand over the text, others an object with it. */
const words = (said: string | { message?: string } | undefined) =>
  typeof said === 'string' ? said : said?.message;

/** Tawk.to. Its handlers are slots of one: the page's own are called too, and put back. */
export const tawk = (): ChatAdapter =>
  found(
    'tawk',
    () => (self as { Tawk_API?: TawkApi }).Tawk_API,
    (api, report, until) => {
      const on = (slot: string, run: (detail: never) => void) => wrapSlot(api, slot, run, until);
      on('onChatMaximized', () => report('opened'));
      on('onChatMinimized', () => report('closed'));
      on('onChatHidden', () => report('closed'));
      on('onChatStarted', () => report('conversation_started'));
      on('onChatEnded', () => report('conversation_ended'));
      on('onChatMessageVisitor', (said) =>
        report('message_sent', { author: 'visitor' }, words(said)),
      );
      on('onChatMessageAgent', (said) =>
        report('message_received', { author: 'agent' }, words(said)),
      );
      on('onChatMessageSystem', (said) =>
        report('message_received', { author: 'system' }, words(said)),
      );
      on('onAgentJoinChat', (agent: { id?: string }) =>
        report('agent_joined', { author: 'agent', id: agent?.id }),
      );
      on('onAgentLeaveChat', (agent: { id?: string }) =>
        report('agent_left', { author: 'agent', id: agent?.id }),
      );
      on('onPrechatSubmit', () => report('form_submitted', { form: 'prechat' }));
      on('onOfflineSubmit', () => report('form_submitted', { form: 'offline' }));
      // -1, 0 or 1: what is neither good nor bad is no thumb.
      on('onChatSatisfaction', (given: number) => {
        if (given) report('rating_given', { rating: given > 0 ? 1 : 0, scale: 'thumbs' });
      });
    },
  );
