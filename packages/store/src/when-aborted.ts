interface Waiting {
  acts: Set<() => void>;
  hear: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

function listen(signal: AbortSignal): Waiting {
  const acts = new Set<() => void>();
  const hear = () => {
    for (const act of acts) act();
  };
  const made = { acts, hear };
  waiting.set(signal, made);
  signal.addEventListener('abort', hear, { once: true });
  return made;
}

/**
 * Calls back when a signal is aborted. However many wait, the signal has one listener: a report of many
 * questions is no leak, and is not taken for one.
 *
 * @returns how to wait no longer
 * @example
 * const forget = whenAborted(signal, () => request.destroy());
 */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  const { acts, hear } = waiting.get(signal) ?? listen(signal);
  // The same function may wait twice.
  const own = () => act();
  acts.add(own);
  return () => {
    if (!acts.delete(own) || acts.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', hear);
  };
}
