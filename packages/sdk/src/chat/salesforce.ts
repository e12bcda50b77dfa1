import type { ChatAdapter, ChatAuthor } from './adapter.ts';

/** What an event hands over, as far as it is read. */
export interface SalesforceDetail {
  conversationId?: string;
  conversationEntry?: {
    identifier?: string;
    entryType?: string;
    sender?: { role?: string };
    /** JSON. Its `entries` say who joined or left. */
    entryPayload?: string;
  };
}

const roleOf = (role: string | undefined): ChatAuthor =>
  role === 'EndUser'
    ? 'visitor'
    : role === 'Chatbot'
      ? 'bot'
      : role === 'Agent'
        ? 'agent'
        : 'system';

/**
 * Salesforce Messaging for In-App and Web, by its events on the window. What they hand over is JSON in
 * JSON, with the words in it: only the role and the kind are read.
 */
export const salesforce = (): ChatAdapter => ({
  name: 'salesforce',
  present: () => 'embeddedservice_bootstrap' in self,
  connect(report, until) {
    const on = (event: string, run: (detail: SalesforceDetail) => void) =>
      addEventListener(
        `onEmbeddedMessag${event}`,
        (told) => {
          try {
            run((told as CustomEvent<SalesforceDetail | undefined>).detail ?? {});
          } catch {}
        },
        { signal: until },
      );
    on('ingWindowMaximized', () => report('opened'));
    on('ingWindowMinimized', () => report('closed'));
    on('ingConversationStarted', ({ conversationId: conversation }) =>
      report('conversation_started', { conversation }),
    );
    on('ingConversationClosed', ({ conversationId: conversation }) =>
      report('conversation_ended', { conversation }),
    );
    on('eSent', ({ conversationId: conversation, conversationEntry: entry }) => {
      const author = roleOf(entry?.sender?.role);
      report(author === 'visitor' ? 'message_sent' : 'message_received', {
        conversation,
        author,
        id: entry?.identifier,
      });
    });
    on('ingConversationParticipantChanged', ({ conversationEntry: entry }) => {
      const { entries = [] } = JSON.parse(entry?.entryPayload ?? '{}') as {
        entries?: { operation?: string; participant?: { role?: string; subject?: string } }[];
      };
      for (const { operation, participant } of entries) {
        const author = roleOf(participant?.role);
        if (!/agent|bot/.test(author)) continue;
        report(operation === 'add' ? 'agent_joined' : 'agent_left', {
          author,
          id: entry?.identifier,
        });
      }
    });
    on('eLinkClicked', () => report('link_clicked'));
  },
});
