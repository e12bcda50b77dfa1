/**
 * Waits for work that cannot be stopped, until nobody wants it any more. The work goes on alone.
 *
 * @throws what the work throws, or `aborted`
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const heard = new AbortController();
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        const give = () => reject(new Error('aborted'));
        if (signal.aborted) give();
        else signal.addEventListener('abort', give, { once: true, signal: heard.signal });
      }),
    ]);
  } finally {
    heard.abort();
  }
}
