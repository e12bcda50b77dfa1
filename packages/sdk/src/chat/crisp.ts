import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** An entry of the queue `$crisp`. */
export type CrispCommand = [command: string, event?: string, run?: (detail?: never) => void];

/** `window.$crisp`, as far as it is used: the snippet's array, then Crisp's own object. */
export interface CrispApi {
  push(command: CrispCommand): unknown;
}

/** A message as Crisp tells of it, as far as it is read. */
interface CrispMessage {
  content?: unknown;
  type?: string;
  fingerprint?: number;
  from?: string;
  automated?: boolean;
}

/**
 * Crisp. One listener an event: those that wait in the queue are kept and called, and those that come
 * later are chained while the queue of the snippet is still there. `off` takes no listener, so after
 * disconnecting ours stays in and says nothing.
 */
export const crisp = (): ChatAdapter =>
  found(
    'crisp',
    () => (self as { $crisp?: CrispApi }).$crisp,
    (api, report, until) => {
      const chained = new Set<(detail?: never) => void>();
      const message = (name: 'message_received' | 'message_sent') => (detail: CrispMessage) =>
        report(
          name,
          {
            id: detail?.fingerprint,
            author: name === 'message_sent' ? 'visitor' : detail?.automated ? 'bot' : 'agent',
            attachment: /file|audio/.test(`${detail?.type}`),
          },
          detail?.content,
        );
      const runs: Record<string, (detail: never) => void> = {
        'chat:opened': () => report('opened'),
        'chat:closed': () => report('closed'),
        'message:sent': message('message_sent'),
        'message:received': message('message_received'),
      };
      const chain = (command: CrispCommand) => {
        const [verb, event = '', theirs] = command;
        const ours = runs[event];
        if (verb !== 'on' || !ours || (theirs && chained.has(theirs))) return command;
        const both = (detail?: never) => {
          ours(detail as never);
          theirs?.(detail);
        };
        chained.add(both);
        return [verb, event, both] as CrispCommand;
      };
      const waits = Array.isArray(api) ? (api as CrispCommand[]) : [];
      const taken = new Set<string | undefined>();
      for (const [at, command] of waits.entries()) {
        const both = chain(command);
        if (both !== command) taken.add(command[1]);
        waits[at] = both;
      }
      if (Array.isArray(api)) {
        const { push } = api;
        const ours = (...commands: CrispCommand[]) =>
          push.apply(api, commands.map(chain) as never[]);
        api.push = ours;
        until.addEventListener('abort', () => {
          if (api.push === ours) api.push = push;
        });
      }
      for (const event in runs)
        if (!taken.has(event)) api.push(['on', event, runs[event] as never]);
    },
  );
