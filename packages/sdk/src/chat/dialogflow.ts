import type { ChatAdapter } from './adapter.ts';

/** What its events hand over, as far as it is read. */
export interface DialogflowDetail {
  isOpen?: boolean;
  input?: string;
}

/** Dialogflow Messenger, by its events on the window: nothing is missed, however late it loads. */
export const dialogflow = (): ChatAdapter => ({
  name: 'dialogflow',
  present: () => document.querySelector('df-messenger'),
  connect(report, until) {
    const on = (event: string, run: (detail: DialogflowDetail | undefined) => void) =>
      addEventListener(
        `df-${event}`,
        (told) => run((told as CustomEvent<DialogflowDetail | undefined>).detail),
        { signal: until },
      );
    on('chat-open-changed', (detail) => report(detail?.isOpen ? 'opened' : 'closed'));
    on('user-input-entered', (detail) =>
      report('message_sent', { author: 'visitor' }, detail?.input),
    );
    on('response-received', () => report('message_received', { author: 'bot' }));
    on('url-suggested', () => report('link_clicked'));
  },
});
