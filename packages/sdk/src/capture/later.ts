/** A timer that throws nothing into the page. */
export const later = (run: () => void, ms: number): ReturnType<typeof setTimeout> =>
  setTimeout(() => {
    try {
      run();
    } catch {}
  }, ms);
