import type { ChatAdapter, ChatReport } from './adapter.ts';

/** An activity, as far as it is read. */
export interface BotActivity {
  id?: string;
  type?: string;
  name?: string;
  text?: string;
  value?: unknown;
  attachments?: unknown[];
  conversation?: { id?: string };
  from?: { id?: string; role?: string };
  channelData?: { clientActivityID?: string };
}
/** An action of Web Chat's store. */
export interface BotAction {
  type: string;
  payload?: { activity?: BotActivity; directLine?: { conversationId?: string } } | undefined;
}
/** The adapter, with what the host of Web Chat connects it by. */
export interface BotFrameworkAdapter extends ChatAdapter {
  middleware: (store: unknown) => (next: (action: never) => unknown) => (action: never) => unknown;
  opened(): void;
  closed(): void;
}

/**
 * Bot Framework Web Chat. It has no events: hand {@link BotFrameworkAdapter.middleware} to
 * `createStore`. A rating is an activity `event` named `rating` with 1..5 as its value; your launcher
 * says `opened()` and `closed()`.
 *
 * @example
 * const widget = botFramework();
 * const store = WebChat.createStore({}, widget.middleware);
 * connectChat(touchtrail, widget);
 */
export const botFramework = (): BotFrameworkAdapter => {
  let report: ChatReport | undefined;
  let used = false;
  /** What the visitor wrote on this page: all else that comes from them is history. */
  const ours = new Set<string>();
  /** Its connection, which knows the conversation before the first activity does. */
  let line: { conversationId?: string } | undefined;
  const look = ({ type, payload }: BotAction) => {
    const activity = payload?.activity;
    line = payload?.directLine ?? line;
    if (!report || !activity) return;
    const client = activity.channelData?.clientActivityID;
    const sending = type.endsWith('POST_ACTIVITY_PENDING');
    if (sending && client) ours.add(client);
    // Without the conversation it has to wait for its echo.
    if (!(sending && line?.conversationId) && type !== 'DIRECT_LINE/INCOMING_ACTIVITY') return;
    const { id, name, from, text, attachments } = activity;
    const conversation = activity.conversation?.id ?? line?.conversationId;
    const visitor = sending || from?.role === 'user';
    const state = (activity.value as { state?: string } | undefined)?.state;
    if (activity.type === 'message') {
      report(
        visitor ? 'message_sent' : 'message_received',
        {
          conversation,
          id: client ?? id,
          author: visitor ? 'visitor' : from?.role === 'bot' ? 'bot' : 'agent',
          attachment: !!attachments?.length,
          replay: visitor && !!client && !ours.has(client),
        },
        text,
      );
    } else if (activity.type === 'endOfConversation')
      report('conversation_ended', { conversation });
    else if (name === 'handoff.status') {
      if (state === 'failed') return;
      const event = state === 'completed' ? 'agent_left' : 'agent_joined';
      report(event, { conversation, id, author: 'agent' });
    } else if (name === 'rating') {
      const rating = Number(activity.value);
      if (rating >= 1 && rating <= 5) {
        report('rating_given', { conversation, id: client ?? id, rating, scale: 'csat' });
      }
    }
  };
  return {
    name: 'bot-framework',
    present: () => used,
    connect(to, until) {
      report = to;
      until.addEventListener('abort', () => {
        report = undefined;
      });
    },
    middleware: () => (next) => (action) => {
      used = true;
      try {
        look(action);
      } catch {}
      return next(action);
    },
    opened: () => report?.('opened'),
    closed: () => report?.('closed'),
  };
};
