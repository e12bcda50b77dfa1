import type { Fields } from './fields.ts';
import { guarded } from './guard.ts';
import type { Core, Module } from './module.ts';

/** Where modules reach into the core. The script of the core alone is built without. */
export interface Hooks {
  /** The first grant on the page: modules start. */
  _start(base: Base): void;
  /** An event that may not be recorded yet; without arguments: the person said no. */
  _early(type?: string, fields?: Fields): void;
  _event(event: Fields): void;
  _leave(): void;
  _view(navigation: string): void;
}

/** What the core itself gives a module; the places to listen at are added here. */
export type Base = Omit<Core, '_onEvent' | '_onLeave' | '_onView'> & {
  _report(error: unknown): void;
};

/** @param modules start in this order. */
export function createHooks(modules: readonly Module[] = []): Hooks {
  const waiting = [...modules];
  const events: ((event: Fields) => void)[] = [];
  const leaves: (() => void)[] = [];
  const views: ((navigation: string) => void)[] = [];
  return {
    _start(base) {
      const into =
        <A extends unknown[]>(list: ((...args: A) => void)[]) =>
        (run: (...args: A) => void) =>
          void list.push(guarded(run, base._report));
      const core: Core = {
        ...base,
        _onEvent: into(events),
        _onLeave: into(leaves),
        _onView: into(views),
      };
      for (const module of waiting.splice(0)) guarded(module, base._report)(core);
    },
    _early(type, fields) {
      for (const module of waiting) module._early?.(type, fields);
    },
    _event(event) {
      for (const run of events) run(event);
    },
    _leave() {
      for (const run of leaves) run();
    },
    _view(navigation) {
      for (const run of views) run(navigation);
    },
  };
}
