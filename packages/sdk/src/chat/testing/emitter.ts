/** Listeners by event, as most vendors keep them. */
export const emitter = () => {
  const listeners = new Map<string, Set<(detail: never) => void>>();
  return {
    on(event: string, run: (detail: never) => void) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(run));
      return () => void set.delete(run);
    },
    off(event: string, run: (detail: never) => void) {
      listeners.get(event)?.delete(run);
    },
    emit(event: string, detail?: unknown) {
      for (const run of listeners.get(event) ?? []) run(detail as never);
    },
    /** How many listen. */
    count: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
  };
};
