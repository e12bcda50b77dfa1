import type { BotpressApi, BotpressMessage } from '../botpress.ts';
import { botpress } from '../botpress.ts';
import type { CrispApi, CrispCommand } from '../crisp.ts';
import { crisp } from '../crisp.ts';
import type { DriftApi } from '../drift.ts';
import { drift } from '../drift.ts';
import type { FreshchatApi } from '../freshchat.ts';
import { freshchat } from '../freshchat.ts';
import type { GorgiasApi } from '../gorgias.ts';
import { gorgias } from '../gorgias.ts';
import type { HubSpotApi, HubSpotPayload } from '../hubspot.ts';
import { hubspot } from '../hubspot.ts';
import type { IntercomApi } from '../intercom.ts';
import { intercom } from '../intercom.ts';
import type { LiveChatApi } from '../livechat.ts';
import { livechat } from '../livechat.ts';
import type { OlarkApi } from '../olark.ts';
import { olark } from '../olark.ts';
import type { TawkApi } from '../tawk.ts';
import { tawk } from '../tawk.ts';
import type { UserlikeTracking } from '../userlike.ts';
import { userlike } from '../userlike.ts';
import type { ZendeskApi } from '../zendesk.ts';
import { zendesk } from '../zendesk.ts';
import { emitter } from './emitter.ts';
import type { Vendor } from './vendor.ts';

const page = globalThis as Record<string, unknown>;

/** Vendors that are listened to by a global of theirs, as their published interfaces describe it. */
export const queueVendors: Vendor[] = [
  {
    // `IntercomMethod` of @intercom/messenger-js-sdk.
    adapter: intercom,
    global: 'Intercom',
    install() {
      const { on, emit } = emitter();
      page['Intercom'] = ((command, run) => on(command, run)) satisfies IntercomApi;
      return () => {
        emit('onShow');
        emit('onUserEmailSupplied');
        emit('onHide');
      };
    },
    tells: ['opened', 'form_submitted', 'closed'],
  },
  {
    // Events of the messaging Web Widget: developer.zendesk.com, web widget events.
    adapter: zendesk,
    global: 'zE',
    install() {
      const { on, emit } = emitter();
      page['zE'] = ((_command, event, run) => on(event, run)) satisfies ZendeskApi;
      return () => {
        emit('open', { id: 'e1', createdAt: 1, type: 'messagingOpened' });
        emit('close', { id: 'e2', createdAt: 2, type: 'messagingClosed' });
      };
    },
    tells: ['opened', 'closed'],
  },
  {
    // Typings of crisp-sdk-web. One listener an event.
    adapter: crisp,
    global: '$crisp',
    install() {
      const waiting: CrispCommand[] = [];
      page['$crisp'] = waiting satisfies CrispApi;
      return (canary) => {
        const slots = new Map<string, (detail?: never) => void>();
        for (const [verb, event, run] of waiting) if (verb === 'on') slots.set(event!, run!);
        const emit = (event: string, detail?: object) => slots.get(event)?.(detail as never);
        emit('chat:opened');
        emit('message:sent', { content: canary, type: 'text', from: 'user', fingerprint: 1 });
        emit('message:received', { content: canary, type: 'text', fingerprint: 2 });
        emit('message:received', { content: canary, type: 'text', fingerprint: 2 });
        emit('chat:closed');
      };
    },
    tells: ['opened', 'conversation_started', 'message_sent', 'message_received', 'closed'],
  },
  {
    // Handlers of @tawk.to/tawk-messenger-react.
    adapter: tawk,
    global: 'Tawk_API',
    slots: ['onChatMaximized', 'onChatMinimized', 'onChatStarted', 'onChatSatisfaction'],
    install() {
      const api = (page['Tawk_API'] = {} satisfies TawkApi) as Record<
        string,
        ((detail?: unknown) => void) | undefined
      >;
      return (canary) => {
        api['onChatMaximized']?.();
        api['onPrechatSubmit']?.([{ label: 'Name', answer: canary }]);
        api['onChatStarted']?.();
        api['onChatMessageVisitor']?.(canary);
        api['onAgentJoinChat']?.({ name: canary, position: 'Support', image: '', id: 'a1' });
        api['onChatMessageAgent']?.(canary);
        api['onAgentLeaveChat']?.({ name: canary, id: 'a1' });
        api['onChatEnded']?.();
        api['onChatSatisfaction']?.(1);
        api['onChatMinimized']?.();
        api['onChatHidden']?.();
      };
    },
    tells: [
      'opened',
      'form_submitted',
      'conversation_started',
      'message_sent',
      'agent_joined',
      'message_received',
      'agent_left',
      'conversation_ended',
      'rating_given',
      'closed',
    ],
  },
  {
    // Typings of @livechat/widget-core.
    adapter: livechat,
    global: 'LiveChatWidget',
    install() {
      const { on, off, emit } = emitter();
      page['LiveChatWidget'] = {
        on: (event, run) => void on(event, run),
        off,
      } satisfies LiveChatApi;
      return () => {
        emit('visibility_changed', { visibility: 'maximized' });
        emit('form_submitted', { type: 'prechat' });
        emit('customer_status_changed', { status: 'chatting' });
        emit('new_event', { timestamp: 1, type: 'message', author: { id: 'c', type: 'customer' } });
        emit('new_event', { timestamp: 2, type: 'message', author: { id: 'a', type: 'agent' } });
        emit('new_event', { timestamp: 2, type: 'message', author: { id: 'a', type: 'agent' } });
        emit('rating_submitted', 'bad');
        emit('customer_status_changed', { status: 'browsing' });
        emit('visibility_changed', { visibility: 'minimized' });
      };
    },
    tells: [
      'opened',
      'form_submitted',
      'conversation_started',
      'message_sent',
      'message_received',
      'rating_given',
      'conversation_ended',
      'closed',
    ],
  },
  {
    // developers.hubspot.com, chat widget SDK.
    adapter: hubspot,
    global: 'HubSpotConversations',
    install() {
      const { on, off, emit } = emitter();
      page['HubSpotConversations'] = {
        on: (event, run) => void on(event, run),
        off,
      } satisfies HubSpotApi;
      const payload: HubSpotPayload = { conversation: { conversationId: 7 } };
      return () => {
        emit('conversationStarted', payload);
        emit('conversationClosed', payload);
      };
    },
    tells: ['conversation_started', 'conversation_ended'],
  },
  {
    // devdocs.drift.com, events.
    adapter: drift,
    global: 'drift',
    install() {
      const { on, off, emit } = emitter();
      page['drift'] = { on: (event, run) => void on(event, run), off } satisfies DriftApi;
      return (canary) => {
        emit('sidebarOpen');
        emit('chatOpen');
        emit('startConversation', { conversationId: 9, inboxId: 1 });
        emit('message:sent', { conversationId: 9 });
        emit('message', { conversationId: 9, data: { body: canary } });
        emit('emailCapture', { data: { email: canary } });
        emit('chatClose');
        emit('sidebarClose');
      };
    },
    tells: [
      'opened',
      'conversation_started',
      'message_sent',
      'message_received',
      'form_submitted',
      'closed',
    ],
  },
  {
    // developers.freshchat.com, web SDK events.
    adapter: freshchat,
    global: 'fcWidget',
    install() {
      const { on, off, emit } = emitter();
      page['fcWidget'] = { on: (event, run) => void on(event, run), off } satisfies FreshchatApi;
      return (canary) => {
        emit('widget:opened');
        emit('message:sent', { data: { text: canary } });
        emit('message:received', { data: { text: canary } });
        emit('csat:received', { data: { rating: 4, comment: canary } });
        emit('csat:updated', { data: { rating: 4, comment: canary } });
        emit('conversation:resolved');
        emit('widget:closed');
      };
    },
    tells: [
      'opened',
      'conversation_started',
      'message_sent',
      'message_received',
      'rating_given',
      'conversation_ended',
      'closed',
    ],
  },
  {
    // The tracking function of Userlike's website messenger.
    adapter: userlike,
    global: 'userlikeTrackingEvent',
    install() {
      page['userlikeTrackingEvent'] = (() => {}) satisfies UserlikeTracking;
      return (canary) => {
        const tell = page['userlikeTrackingEvent'] as UserlikeTracking;
        tell('chat_started', {}, { operator_id: 3, operator_name: canary } as never);
        tell('message_operator_terminating', {}, { operator_id: 3 });
        tell('message_client_terminating', {}, { operator_id: 3 });
        tell('chat_quit', {}, {});
      };
    },
    tells: [
      'conversation_started',
      'agent_joined',
      'message_sent',
      'message_received',
      'conversation_ended',
    ],
  },
  {
    // olark.com/api.
    adapter: olark,
    global: 'olark',
    install() {
      const { on, emit } = emitter();
      page['olark'] = ((command, run) => void on(command, run)) satisfies OlarkApi;
      return (canary) => {
        emit('api.box.onExpand');
        emit('api.chat.onBeginConversation');
        emit('api.chat.onMessageToOperator', { message: { body: canary } });
        emit('api.chat.onMessageToVisitor', { message: { body: canary, nickname: canary } });
        emit('api.box.onShrink');
      };
    },
    tells: ['opened', 'conversation_started', 'message_sent', 'message_received', 'closed'],
  },
  {
    // Gorgias chat's JavaScript interface.
    adapter: gorgias,
    global: 'GorgiasChat',
    install() {
      const { on, off, emit } = emitter();
      page['GorgiasChat'] = {
        init: () => Promise.resolve(),
        on: (event, run) => void on(event, run),
        off,
      } satisfies GorgiasApi;
      return (canary) => {
        emit('widget:opened');
        emit('message:sent', canary);
        emit('message:received', canary);
        emit('widget:closed');
      };
    },
    tells: ['opened', 'conversation_started', 'message_sent', 'message_received', 'closed'],
  },
  {
    // `WebchatEvents` of @botpress/webchat.
    adapter: botpress,
    global: 'botpress',
    install() {
      const { on, emit } = emitter();
      page['botpress'] = { on } satisfies BotpressApi;
      return (canary) => {
        const message: BotpressMessage = { id: 'm1', block: { type: 'bubble', text: canary } };
        emit('webchat:opened');
        emit('conversation', 'conv_1');
        emit('messageSent', canary);
        emit('message', message);
        emit('message', message);
        emit('participantAdded', { id: 'u2', name: canary });
        emit('participantRemoved', { id: 'u2', name: canary });
        emit('webchat:closed');
      };
    },
    tells: [
      'opened',
      'conversation_started',
      'message_sent',
      'message_received',
      'agent_joined',
      'agent_left',
      'closed',
    ],
  },
];
