const firstMs = 250;
const longestMs = 5_000;
const giveUpMs = 120_000;

/**
 * Says hello until somebody answers: at once, then ever more rarely, for two minutes.
 *
 * @returns ends it.
 */
export function greet(hello: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waited = 0;
  const again = (waitMs: number) => {
    hello();
    if (waited >= giveUpMs) return;
    waited += waitMs;
    timer = setTimeout(again, waitMs, Math.min(waitMs * 2, longestMs));
  };
  again(firstMs);
  return () => clearTimeout(timer);
}
