import type { Signals } from './types.ts';

type Listener = (detail: never) => void;

/** Tells listeners what the SDK does. A listener that throws harms nobody. */
export interface Emitter {
  _emit<Name extends keyof Signals>(name: Name, detail: Signals[Name]): void;
  _on(name: string, listener: Listener): () => void;
}

/** @param debug also writes every signal to the console. */
export function createEmitter(debug?: boolean): Emitter {
  type Hear = (name: string, detail: unknown) => void;
  const listeners = new Set<Hear>();
  let decision: unknown;
  return {
    _emit(name, detail) {
      if (debug) console.debug('touchtrail', name, detail);
      if (name === 'consent') decision = detail;
      for (const hear of listeners) hear(name, detail);
    },
    _on(wanted, listener) {
      const hear = (name: string, detail: unknown) => {
        try {
          if (name === wanted) listener(detail as never);
        } catch {}
      };
      listeners.add(hear);
      // Who comes late, as consent platforms do, must know what is in force.
      if (decision) hear('consent', decision);
      return () => void listeners.delete(hear);
    },
  };
}
