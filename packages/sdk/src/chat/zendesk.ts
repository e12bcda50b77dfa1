import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.zE` of the messaging widget, as far as it is used. Returns what ends the subscription. */
export type ZendeskApi = (
  command: 'messenger:on',
  event: 'close' | 'open',
  run: (event?: { id?: string }) => void,
) => (() => void) | undefined;

/** Zendesk messaging: tells of opening and closing; of nothing said. */
export const zendesk = (): ChatAdapter =>
  found(
    'zendesk',
    () => (self as { zE?: ZendeskApi }).zE,
    (api, report, until) => {
      for (const [event, name] of [
        ['open', 'opened'],
        ['close', 'closed'],
      ] as const) {
        const off = api('messenger:on', event, () => report(name));
        until.addEventListener('abort', () => off?.());
      }
    },
  );
