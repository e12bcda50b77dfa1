import { whenPresent } from '../consent/when-present.ts';
import type { ChatAdapter } from './adapter.ts';

/** What `new-message` hands over, as far as it is read. */
export interface DeepChatMessage {
  message?: { role?: string; text?: string; files?: unknown[] };
  isHistory?: boolean;
  isInitial?: boolean;
}

/**
 * Deep Chat. Its events neither bubble nor leave its shadow root, so they are listened to on the
 * element; never `input`, which holds the draft.
 *
 * @param target the element. Default: the first `deep-chat` that turns up on the page.
 */
export const deepChat = (target?: Element): ChatAdapter => {
  const find = () => target ?? document.querySelector('deep-chat');
  return {
    name: 'deep-chat',
    present: find,
    connect(report, until) {
      let wired = false;
      const wire = () => {
        const element = find();
        if (!element || wired || until.aborted) return;
        wired = true;
        const on = (event: string, run: (detail: DeepChatMessage) => void) =>
          element.addEventListener(
            event,
            (told) => run((told as CustomEvent<DeepChatMessage | undefined>).detail ?? {}),
            { signal: until },
          );
        on('new-message', ({ message, isHistory, isInitial }) => {
          const { role, text, files } = message ?? {};
          const visitor = role === 'user';
          report(
            visitor ? 'message_sent' : 'message_received',
            {
              author: visitor ? 'visitor' : role === 'ai' ? 'bot' : 'agent',
              attachment: !!files?.length,
              replay: isHistory || isInitial,
            },
            text,
          );
        });
        on('clear-messages', () => report('conversation_ended'));
      };
      whenPresent(find, wire, until);
      // An element says nothing before it is defined, and a page may put it there long after that.
      void (async () => {
        await customElements.whenDefined('deep-chat');
        wire();
        if (wired || until.aborted) return;
        const watching = new MutationObserver(() => {
          wire();
          if (wired) watching.disconnect();
        });
        watching.observe(document, { childList: true, subtree: true });
        until.addEventListener('abort', () => watching.disconnect());
      })();
    },
  };
};
