import { whenAborted } from './when-aborted.ts';

/**
 * Waits for work that cannot be stopped, until nobody wants it any more. The work goes on alone.
 *
 * @throws what the work throws, or `aborted`
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let forget: (() => void) | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        const give = () => reject(new Error('aborted'));
        if (signal.aborted) give();
        else forget = whenAborted(signal, give);
      }),
    ]);
  } finally {
    forget?.();
  }
}
