import type { Signals } from './types.ts';

type Listener = (detail: never) => void;

/** Tells listeners what the SDK does. A listener that throws harms nobody. */
export interface Emitter {
  _emit<Name extends keyof Signals>(name: Name, detail: Signals[Name]): void;
  _on(name: string, listener: Listener): () => void;
}

/** @param debug also writes every signal to the console. */
export function createEmitter(debug: boolean): Emitter {
  const listeners = new Set<readonly [string, Listener]>();
  return {
    _emit(name, detail) {
      if (debug) console.debug('touchtrail', name, detail);
      for (const [wanted, listener] of listeners) {
        if (wanted !== name) continue;
        try {
          listener(detail as never);
        } catch {}
      }
    },
    _on(name, listener) {
      const entry = [name, listener] as const;
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}
