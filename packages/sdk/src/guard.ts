/**
 * Wraps a function so that it never throws into the page. What it threw goes to `report`.
 */
export const guarded =
  <A extends unknown[], R>(run: (...args: A) => R, report: (error: unknown) => void) =>
  (...args: A): R | undefined => {
    try {
      return run(...args);
    } catch (error) {
      report(error);
    }
  };
