/** A promise that is settled from outside (`Promise.withResolvers`, which Node 20 lacks). */
export function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  const made: { resolve?: (value: Value) => void } = {};
  const promise = new Promise<Value>((resolve) => {
    made.resolve = resolve;
  });
  return { promise, resolve: (value) => made.resolve?.(value) };
}
