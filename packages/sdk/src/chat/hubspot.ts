import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.HubSpotConversations`, as far as it is used. */
export interface HubSpotApi {
  on(event: string, run: (detail: HubSpotPayload) => void): void;
  off?(event: string, run: (detail: HubSpotPayload) => void): void;
}
/** What its events hand over, as far as it is read. */
export interface HubSpotPayload {
  conversation?: { conversationId?: number | string };
}

/**
 * HubSpot. `conversationClosed` comes when the conversation is closed in the inbox; of the window
 * nothing is told.
 */
export const hubspot = (): ChatAdapter =>
  found(
    'hubspot',
    () => (self as { HubSpotConversations?: HubSpotApi }).HubSpotConversations,
    (api, report, until) => {
      for (const [event, name] of [
        ['conversationStarted', 'conversation_started'],
        ['conversationClosed', 'conversation_ended'],
      ] as const) {
        const run = (detail: HubSpotPayload) =>
          report(name, { conversation: detail?.conversation?.conversationId });
        api.on(event, run);
        until.addEventListener('abort', () => api.off?.(event, run));
      }
    },
  );
