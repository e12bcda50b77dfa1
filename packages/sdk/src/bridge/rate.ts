/** Most messages of one frame within any second. */
export const perSecond = 20;

/**
 * Lets at most {@link perSecond} through in any second.
 *
 * @param now clock, ms.
 * @returns whether this one may pass.
 */
export const createRate = (now: () => number): (() => boolean) => {
  const passed: number[] = [];
  return () => {
    const at = now();
    // A clock that was set back must not shut the bridge.
    while (passed.length && Math.abs(at - passed[0]!) >= 1_000) passed.shift();
    return passed.length < perSecond && passed.push(at) > 0;
  };
};
