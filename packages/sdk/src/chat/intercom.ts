import { found } from './adapter.ts';
import type { ChatAdapter } from './adapter.ts';

/** `window.Intercom`, as far as it is used; the queue of its snippet takes the same calls. */
export type IntercomApi = (
  command: 'onHide' | 'onShow' | 'onUserEmailSupplied',
  run: () => void,
) => unknown;

/** Intercom Messenger: tells of opening, closing and an address that was left; of nothing said. */
export const intercom = (): ChatAdapter =>
  found(
    'intercom',
    () => (self as { Intercom?: IntercomApi }).Intercom,
    (api, report) => {
      api('onShow', () => report('opened'));
      api('onHide', () => report('closed'));
      api('onUserEmailSupplied', () => report('form_submitted', { form: 'contact' }));
    },
  );
