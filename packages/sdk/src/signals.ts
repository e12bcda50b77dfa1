import type { Signals } from './types.ts';

type Listener = (detail: never) => void;

/** Tells listeners what the SDK does. A listener that throws harms nobody. */
export interface Emitter {
  _emit<Name extends keyof Signals>(name: Name, detail: Signals[Name]): void;
  _on(name: string, listener: Listener): () => void;
}

/** @param debug also writes every signal to the console. */
export function createEmitter(debug: boolean): Emitter {
  const listeners = new Set<(name: string, detail: unknown) => void>();
  return {
    _emit(name, detail) {
      if (debug) console.debug('touchtrail', name, detail);
      for (const hear of listeners) {
        try {
          hear(name, detail);
        } catch {}
      }
    },
    _on(wanted, listener) {
      const hear = (name: string, detail: unknown) => {
        if (name === wanted) listener(detail as never);
      };
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
  };
}
