import type { ChatAdapter } from './adapter.ts';

/** A message as Chatwoot tells of it. `message_type`: 0 in, 1 out, 2 activity, 3 template. */
export interface ChatwootMessage {
  id?: number | string;
  conversation_id?: number | string;
  message_type?: number;
  content?: string | null;
  attachments?: unknown[];
  sender?: { type?: string } | null;
}

/** Chatwoot, by its events on the window: nothing is missed, however late it loads. */
export const chatwoot = (): ChatAdapter => ({
  name: 'chatwoot',
  present: () => '$chatwoot' in self,
  connect(report, until) {
    const on = (event: string, run: (detail: ChatwootMessage | undefined) => void) =>
      addEventListener(
        `chatwoot:${event}`,
        (told) => run((told as CustomEvent<ChatwootMessage | undefined>).detail),
        { signal: until },
      );
    on('opened', () => report('opened'));
    on('closed', () => report('closed'));
    on('on-start-conversation', () => report('conversation_started'));
    on('on-message', (message) => {
      const { message_type: kind, sender } = message ?? {};
      // Activities are told to people, such as that somebody was assigned.
      if (kind === undefined || kind === 2) return;
      report(
        kind ? 'message_received' : 'message_sent',
        {
          id: message!.id,
          author: !kind ? 'visitor' : kind === 3 || sender?.type === 'agent_bot' ? 'bot' : 'agent',
          attachment: !!message!.attachments?.length,
        },
        message!.content,
      );
    });
  },
});
