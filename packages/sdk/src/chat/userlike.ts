import { found, wrapSlot } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.userlikeTrackingEvent`, which Userlike calls. */
export type UserlikeTracking = (
  event: string,
  context?: unknown,
  session?: { operator_id?: number | string },
) => void;

/**
 * Userlike, by the function it calls with each event. The page may have its own: it is called too, and
 * put back. Its messages are named after who they end at.
 */
export const userlike = (): ChatAdapter =>
  found(
    'userlike',
    () =>
      (self as { userlikeTrackingEvent?: UserlikeTracking }).userlikeTrackingEvent ??
      (self as { userlike?: object }).userlike ??
      document.querySelector('script[src*="userlike"]'),
    (_widget, report, until) => {
      const run: UserlikeTracking = (event, _context, session) => {
        if (event === 'chat_started') {
          report('conversation_started');
          const id = session?.operator_id;
          if (id !== undefined) report('agent_joined', { author: 'agent', id });
        } else if (event === 'chat_quit') report('conversation_ended');
        else if (event === 'message_operator_terminating') {
          report('message_sent', { author: 'visitor' });
        } else if (event === 'message_client_terminating') {
          report('message_received', { author: 'agent' });
        }
      };
      wrapSlot(self, 'userlikeTrackingEvent', run as never, until);
    },
  );
