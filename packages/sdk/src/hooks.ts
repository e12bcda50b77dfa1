import type { Send } from './delivery.ts';
import type { Fields } from './fields.ts';
import type { Core, Module } from './module.ts';

/** Where modules reach into the core. The script of the core alone is built without. */
export interface Hooks {
  /** The first grant on the page: modules start. */
  _start(base: Base): void;
  /** An event that may not be recorded yet; without arguments: the person said no. */
  _early(type?: string, fields?: Fields): void;
  /** How bodies are posted. */
  _send(send: Send): Send;
  _event(event: Fields): void;
  _leave(): void;
  _view(navigation: string): void;
}

/** What the core itself gives a module; the places to listen at are added here. */
export type Base = Omit<Core, '_onEvent' | '_onLeave' | '_onView'> & {
  /** Wraps a function so that it never throws into the page. */
  _guarded<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R | undefined;
};

/** @param modules start in this order. */
export function createHooks(modules: readonly Module[] = []): Hooks {
  const waiting = [...modules];
  /** What modules wait for, and who waits. */
  const runs: [what: number, run: (detail?: never) => void][] = [];
  const tell = (what: number) => (detail?: unknown) => {
    for (const [wanted, run] of runs) if (wanted === what) run(detail as never);
  };
  return {
    _start(base) {
      const on = (what: number) => (run: (detail: never) => void) =>
        void runs.push([what, base._guarded(run) as () => void]);
      for (const module of waiting.splice(0)) {
        base._guarded(module)({ ...base, _onEvent: on(0), _onLeave: on(1), _onView: on(2) });
      }
    },
    _early(type, fields) {
      for (const module of waiting) module._early?.(type, fields);
    },
    _send: (send) => waiting.reduce((it, module) => module._send?.(it) ?? it, send),
    _event: tell(0),
    _leave: tell(1),
    _view: tell(2),
  };
}
