import type { BotActivity, BotFrameworkAdapter } from '../bot-framework.ts';
import { botFramework } from '../bot-framework.ts';
import type { ChatwootMessage } from '../chatwoot.ts';
import { chatwoot } from '../chatwoot.ts';
import type { DeepChatMessage } from '../deep-chat.ts';
import { deepChat } from '../deep-chat.ts';
import { dialogflow } from '../dialogflow.ts';
import type { DialogflowDetail } from '../dialogflow.ts';
import type { N8nAdapter } from '../n8n.ts';
import { n8n } from '../n8n.ts';
import { rocketChat } from '../rocket-chat.ts';
import type { RocketChat, RocketChatApi } from '../rocket-chat.ts';
import { salesforce } from '../salesforce.ts';
import type { SalesforceDetail } from '../salesforce.ts';
import { tidio } from '../tidio.ts';
import { emitter } from './emitter.ts';
import type { Vendor } from './vendor.ts';

const page = globalThis as Record<string, unknown>;
const tell = (type: string, detail?: unknown, target: EventTarget = window) =>
  target.dispatchEvent(new CustomEvent(type, { detail }));

const sayTidio = (event: string, detail?: object) => tell(`tidioChat-${event}`, detail, document);
const saySalesforce = (event: string, detail?: SalesforceDetail) =>
  tell(`onEmbeddedMessag${event}`, detail);
const sayDialogflow = (event: string, detail: DialogflowDetail) => tell(`df-${event}`, detail);

let bot: BotFrameworkAdapter;
let callbacks: N8nAdapter;

/** Vendors that tell the page itself, an element of theirs, or who builds them in. */
export const pageVendors: Vendor[] = [
  {
    // docs.tidio.com: events on the document.
    adapter: tidio,
    install: () => (canary) => {
      sayTidio('open');
      sayTidio('preFormFilled', { data: [{ value: canary, type: 'email' }] });
      sayTidio('conversationStart');
      sayTidio('messageFromVisitor', { message: canary });
      sayTidio('messageFromOperator', { message: canary });
      sayTidio('close');
    },
    tells: [
      'opened',
      'form_submitted',
      'conversation_started',
      'message_sent',
      'message_received',
      'closed',
    ],
  },
  {
    // chatwoot/chatwoot, its SDK's IFrameHelper.
    adapter: chatwoot,
    install: () => (canary) => {
      const message = (id: number, message_type: number, sender?: string) =>
        tell('chatwoot:on-message', {
          id,
          message_type,
          content: canary,
          sender: { type: sender!, name: canary } as { type: string },
        } satisfies ChatwootMessage);
      tell('chatwoot:opened');
      tell('chatwoot:on-start-conversation', { hasConversation: false });
      message(1, 0);
      message(2, 3);
      message(3, 2);
      message(4, 1, 'user');
      message(4, 1, 'user');
      tell('chatwoot:closed');
    },
    tells: [
      'opened',
      'conversation_started',
      'message_sent',
      'message_received',
      'message_received',
      'closed',
    ],
  },
  {
    // developer.salesforce.com, Messaging for Web: event listeners.
    adapter: salesforce,
    install: () => (canary) => {
      const entry = (identifier: string, role: string) => ({
        conversationId: 'c1',
        conversationEntry: {
          identifier,
          sender: { role },
          entryPayload: JSON.stringify({ abstractMessage: { staticContent: { text: canary } } }),
        },
      });
      const participant = (identifier: string, operation: string) => ({
        conversationEntry: {
          identifier,
          entryPayload: JSON.stringify({
            entries: [{ operation, displayName: canary, participant: { role: 'Agent' } }],
          }),
        },
      });
      saySalesforce('ingWindowMaximized');
      saySalesforce('ingConversationStarted', { conversationId: 'c1' });
      saySalesforce('eSent', entry('m1', 'EndUser'));
      saySalesforce('eSent', entry('m2', 'Chatbot'));
      saySalesforce('ingConversationParticipantChanged', participant('p1', 'add'));
      saySalesforce('eSent', entry('m3', 'Agent'));
      saySalesforce('eSent', entry('m3', 'Agent'));
      saySalesforce('ingConversationParticipantChanged', participant('p2', 'remove'));
      saySalesforce('eLinkClicked', { link: canary } as SalesforceDetail);
      saySalesforce('ingConversationClosed', { conversationId: 'c1' });
      saySalesforce('ingWindowMinimized');
    },
    tells: [
      'opened',
      'conversation_started',
      'message_sent',
      'message_received',
      'agent_joined',
      'message_received',
      'agent_left',
      'link_clicked',
      'conversation_ended',
      'closed',
    ],
  },
  {
    // cloud.google.com, Dialogflow Messenger: JavaScript events.
    adapter: dialogflow,
    install: () => (canary) => {
      sayDialogflow('chat-open-changed', { isOpen: true });
      sayDialogflow('user-input-entered', { input: canary });
      sayDialogflow('response-received', { data: { messages: [canary] } } as DialogflowDetail);
      sayDialogflow('url-suggested', { url: canary } as DialogflowDetail);
      sayDialogflow('chat-open-changed', { isOpen: false });
    },
    tells: [
      'opened',
      'conversation_started',
      'message_sent',
      'message_received',
      'link_clicked',
      'closed',
    ],
  },
  {
    adapter: deepChat,
    install() {
      const element = document.createElement('deep-chat');
      document.body.append(element);
      const say = (detail: DeepChatMessage) => tell('new-message', detail, element);
      return (canary) => {
        say({ message: { role: 'ai', text: canary }, isInitial: true });
        tell('input', { content: canary }, element);
        say({ message: { role: 'user', text: canary } });
        say({ message: { role: 'ai', text: canary } });
        tell('clear-messages', undefined, element);
      };
    },
    // What it greets with comes before the person has said anything: no conversation yet.
    tells: ['conversation_started', 'message_sent', 'message_received', 'conversation_ended'],
  },
  {
    // The loader of @rocket.chat/livechat.
    adapter: rocketChat,
    global: 'RocketChat',
    install() {
      const { on, emit } = emitter();
      const api = new Proxy({} as RocketChatApi, {
        get: (_api, event: string) => (run: (detail?: never) => void) => on(event, run),
      });
      page['RocketChat'] = ((run) => run.call(api)) satisfies RocketChat;
      return (canary) => {
        emit('onChatMaximized');
        emit('onPrechatFormSubmit', { name: canary, email: canary });
        emit('onAssignAgent', { name: canary, username: 'a1', status: 'online' });
        emit('onChatStarted');
        emit('onAssignAgent', { name: canary, username: 'a1', status: 'away' });
        emit('onChatEnded');
        emit('onChatMinimized');
      };
    },
    tells: [
      'opened',
      'form_submitted',
      'agent_joined',
      'conversation_started',
      'conversation_ended',
      'closed',
    ],
  },
  {
    adapter: () => (bot = botFramework()),
    install: () => (canary) => {
      const dispatch = bot.middleware(undefined)(() => undefined) as (action: object) => void;
      const come = (activity: BotActivity) =>
        dispatch({
          type: 'DIRECT_LINE/INCOMING_ACTIVITY',
          payload: { activity: { conversation: { id: 'c1' }, ...activity } },
        });
      const mine = {
        type: 'message',
        text: canary,
        from: { id: 'u', role: 'user' },
        channelData: { clientActivityID: 'x1' },
      };
      bot.opened();
      dispatch({
        type: 'DIRECT_LINE/CONNECT_FULFILLED',
        payload: { directLine: { conversationId: 'c1' } },
      });
      come({ ...mine, id: '0', channelData: { clientActivityID: 'earlier' } });
      dispatch({ type: 'DIRECT_LINE/POST_ACTIVITY_PENDING', payload: { activity: mine } });
      come({ ...mine, id: '1' });
      come({ ...mine, id: '1' });
      come({ type: 'message', id: '2', text: canary, from: { id: 'b', role: 'bot' } });
      come({ type: 'event', id: '3', name: 'handoff.status', value: { state: 'accepted' } });
      come({ type: 'event', id: '4', name: 'rating', value: 5, from: { role: 'user' } });
      come({ type: 'endOfConversation', id: '5' });
      bot.closed();
    },
    // An earlier message of the person says that the conversation began earlier.
    tells: [
      'opened',
      'message_sent',
      'message_received',
      'agent_joined',
      'rating_given',
      'conversation_ended',
      'closed',
    ],
  },
  {
    adapter: () => (callbacks = n8n()),
    install() {
      document.body.innerHTML =
        '<div class="chat-window-wrapper"><div class="chat-window" style="display:none"></div></div>';
      return (canary) => {
        callbacks.callbacks.beforeMessageSent(canary);
        callbacks.callbacks.afterMessageSent(canary, { output: canary });
        // A stream: its part, what sums it up; then one that broke off.
        callbacks.callbacks.beforeMessageSent(canary);
        const part = { hasReceivedChunks: true, message: { text: canary } };
        callbacks.callbacks.afterMessageSent(canary, part);
        callbacks.callbacks.afterMessageSent(canary, { hasReceivedChunks: true, message: '' });
        callbacks.callbacks.beforeMessageSent(canary);
        callbacks.callbacks.afterMessageSent(canary, { hasReceivedChunks: false, message: {} });
      };
    },
    tells: [
      'conversation_started',
      'message_sent',
      'message_received',
      'message_sent',
      'message_received',
      'message_sent',
    ],
  },
];
