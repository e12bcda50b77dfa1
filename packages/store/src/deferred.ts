/** A promise that is settled from outside (`Promise.withResolvers`, which Node 20 lacks). */
export function deferred(): { promise: Promise<void>; resolve: () => void } {
  const made: { resolve?: () => void } = {};
  const promise = new Promise<void>((resolve) => {
    made.resolve = resolve;
  });
  return { promise, resolve: () => made.resolve?.() };
}
