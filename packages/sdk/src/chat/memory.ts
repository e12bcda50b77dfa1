import { markOf } from './measure.ts';

/** Marks kept at most; the oldest go first. */
const most = 300;

interface Kept {
  /** Marks of what was seen. */
  s: string[];
  /** Messages by mark of their conversation. */
  n: Record<string, number>;
  /** Number of the conversation, for widgets that name none. */
  r: number;
}

/** What was recorded of a chat. Holds marks, no ids and no words. */
export interface Memory {
  has(what: string): boolean;
  add(what: string): void;
  drop(what: string): void;
  count(conversation: string): number;
  counted(conversation: string): void;
  round(): number;
  next(): void;
  /** Whether it may outlive the page, in the tab's session storage. */
  keep(allowed: boolean): void;
}

/**
 * Remembers what was recorded, so that a history played again adds nothing: on this page, and with
 * consent to storage on the next pages in this tab.
 */
export const remembered = (name: string): Memory => {
  let kept: Kept = { s: [], n: {}, r: 0 };
  let stores = false;
  const save = () => {
    try {
      if (stores) sessionStorage.setItem(name, JSON.stringify(kept));
    } catch {}
  };
  return {
    has: (what) => kept.s.includes(markOf(what)),
    add(what) {
      const mark = markOf(what);
      if (kept.s.includes(mark)) return;
      kept.s = [...kept.s.slice(1 - most), mark];
      save();
    },
    drop(what) {
      const mark = markOf(what);
      kept.s = kept.s.filter((one) => one !== mark);
      save();
    },
    count: (conversation) => kept.n[markOf(conversation)] ?? 0,
    counted(conversation) {
      const mark = markOf(conversation);
      kept.n[mark] = (kept.n[mark] ?? 0) + 1;
      save();
    },
    round: () => kept.r,
    next() {
      kept.r++;
      save();
    },
    keep(allowed) {
      if (allowed === stores) return;
      stores = allowed;
      try {
        if (!allowed) return sessionStorage.removeItem(name);
        const text = sessionStorage.getItem(name);
        if (text) {
          const old = JSON.parse(text) as Kept;
          kept = { s: [...old.s, ...kept.s], n: { ...old.n, ...kept.n }, r: old.r + kept.r };
        }
      } catch {}
      save();
    },
  };
};
