/** Runs something when nothing more urgent is to do, behind the next frame and not much later. Returns how to take it back. */
export function whenIdle(run: () => void): () => void {
  // Safari has learnt it only lately.
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(run, 50);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(run, { timeout: 500 });
  return () => cancelIdleCallback(idle);
}
