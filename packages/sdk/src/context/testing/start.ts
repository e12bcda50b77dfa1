import type { Fields } from '../../fields.ts';
import type { Core, Module } from '../../module.ts';
import type { Purpose } from '../../types.ts';
import type { ContextConfig } from '../config.ts';

/** Starts a module on a core that gives it events and nothing else; gives what it makes of an event. */
export function start(
  module: Module,
  config: Partial<ContextConfig> = {},
  purposes: Purpose[] = [],
): (event: Fields) => Fields {
  let change: ((event: Fields) => void) | undefined;
  module({
    _config: { site: 'wk_1', ...config },
    _active: () => true,
    _allows: (purpose) => purposes.includes(purpose),
    _onEvent: (run) => (change = run),
  } as Partial<Core> as Core);
  return (event) => {
    change!(event);
    return event;
  };
}

/** A page view, not the first event of its visit. */
export const view = (more: Fields = {}): Fields => ({
  name: 'page.viewed',
  seq: 2,
  page: {},
  ...more,
});
