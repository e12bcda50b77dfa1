import type { ChatAdapter, ChatReport } from '../adapter.ts';

/** An adapter that says what a test tells it to. */
export const says = (name = 'acme') => {
  const adapter = {
    name,
    here: true as boolean,
    connected: 0,
    present: () => adapter.here,
    say: (() => {}) as ChatReport,
    connect(report, until) {
      adapter.connected++;
      adapter.say = report;
      adapter.until = until;
    },
  } as ChatAdapter & { here: boolean; connected: number; say: ChatReport; until: AbortSignal };
  return adapter;
};
