const everyMs = 250;
const times = 480;

/**
 * Runs once something is there, looking four times a second for two minutes: platforms load late, and
 * few say so to those who came before them.
 *
 * @param find may throw, as frames of others do.
 */
export const whenPresent = <T>(
  find: () => T | undefined | null | false | 0 | '',
  run: (found: T) => void,
  until: AbortSignal,
): void => {
  let left = times;
  const look = () => {
    let found: ReturnType<typeof find>;
    try {
      found = find();
    } catch {}
    if (until.aborted) return;
    if (found) run(found);
    else if (left--) setTimeout(look, everyMs);
  };
  look();
};
