/**
 * Runs one task at a time over all tabs of the origin, where the browser can; else just runs it. The
 * task must not reject.
 */
export const withLock = async (name: string, task: () => Promise<void>): Promise<void> => {
  try {
    await navigator.locks.request(name, task);
  } catch {
    // No Web Locks on plain http, and a SecurityError in sandboxed frames.
    await task();
  }
};
