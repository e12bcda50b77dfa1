const storageKey = 'touchtrail:feedback';
const dayMs = 86_400_000;
/** Nothing is remembered for longer, days. */
const longestDays = 400;

/** What is remembered of questions: when each was last asked. */
export interface Memory {
  /** Whether the question was asked in the last so many days. */
  recent(key: string, days: number): boolean;
  note(key: string): void;
  /** Keeps it on the device, or takes it off again: then it lasts as long as the page. */
  keep(allowed: boolean): void;
}

/**
 * @param storage may throw, as in sandboxed frames.
 * @param now epoch ms.
 */
export function createMemory(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  now: () => number,
): Memory {
  let asked: Record<string, number> = {};
  let kept = false;
  // Another tab may have asked meanwhile.
  const read = () => {
    if (!kept) return;
    try {
      const stored: unknown = JSON.parse(storage().getItem(storageKey) ?? '{}');
      asked = { ...asked, ...(stored as Record<string, number>) };
    } catch {}
  };
  const write = () => {
    try {
      if (!kept) return storage().removeItem(storageKey);
      const young = Object.entries(asked).filter(([, at]) => now() - at < longestDays * dayMs);
      if (young.length) storage().setItem(storageKey, JSON.stringify(Object.fromEntries(young)));
    } catch {}
  };
  return {
    recent(key, days) {
      read();
      // A clock that was wrong may have written a time to come.
      return Math.abs(now() - (asked[key] ?? -Infinity)) < days * dayMs;
    },
    note(key) {
      read();
      asked[key] = now();
      write();
    },
    keep(allowed) {
      kept = allowed;
      read();
      write();
    },
  };
}
