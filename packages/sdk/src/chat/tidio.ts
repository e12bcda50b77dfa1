import type { ChatAdapter } from './adapter.ts';

/** Names of Tidio's events, after `tidioChat-`. */
export type TidioEvent =
  | 'close'
  | 'conversationStart'
  | 'messageFromOperator'
  | 'messageFromVisitor'
  | 'open'
  | 'preFormFilled';

/** Tidio, by its events on the document: nothing is missed, however late it loads. */
export const tidio = (): ChatAdapter => ({
  name: 'tidio',
  present: () => 'tidioChatApi' in self,
  connect(report, until) {
    const on = (event: TidioEvent, run: (detail: { message?: string } | undefined) => void) =>
      document.addEventListener(
        `tidioChat-${event}`,
        (told) => run((told as CustomEvent<{ message?: string } | undefined>).detail),
        { signal: until },
      );
    on('open', () => report('opened'));
    on('close', () => report('closed'));
    on('conversationStart', () => report('conversation_started'));
    on('preFormFilled', () => report('form_submitted', { form: 'prechat' }));
    on('messageFromVisitor', (detail) =>
      report('message_sent', { author: 'visitor' }, detail?.message),
    );
    on('messageFromOperator', (detail) =>
      report('message_received', { author: 'agent' }, detail?.message),
    );
  },
});
