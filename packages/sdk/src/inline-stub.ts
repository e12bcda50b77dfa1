/**
 * Stands in for the SDK until it has loaded: keeps calls in order. Goes into the page as text, so it
 * must stay tiny. A call answers with a promise of what the real method will answer.
 *
 * @module
 */
const page = self as unknown as { touchtrail?: Record<string, unknown> };

if (!page.touchtrail) {
  const q: unknown[] = [];
  const stub: Record<string, unknown> = (page.touchtrail = { q });
  for (const method of 'touch conversion identify account feedback experience consent reset flush on'.split(
    ' ',
  )) {
    stub[method] = (...args: unknown[]) =>
      new Promise((answer) => {
        q.push([method, args, answer]);
      });
  }
}
