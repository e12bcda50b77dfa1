import type { Fields } from './fields.ts';
import type { ExperienceValues } from './types.ts';

/** Attention lasts this long after the last sign of life: a page left open is not being read. */
export const idleMs = 30_000;

type Totals = NonNullable<Fields['experience']>;

/** What a person lives through during one page view. */
export interface Experience {
  /** A page view begins: all totals start at nothing, unless what was added already is of this view. */
  _begin(keep?: boolean): void;
  /** A sign of life, or of its end: input, focus, blur, shown, hidden. */
  _sign(): void;
  /** Adds `errors`, `rageClicks`, `deadClicks`; keeps the last of the others. */
  _add(values: ExperienceValues): void;
  /** Totals since the view began, or `undefined` when nothing happened since they were last taken. */
  _take(): Totals | undefined;
}

/**
 * Engaged time is visible and active time: it runs while the page has the focus, and at most
 * {@link idleMs} beyond the last sign of life. No timer runs for it.
 *
 * @param clock whole ms that never step back.
 * @param attentive whether the page is visible and has the focus.
 */
export function createExperience(clock: () => number, attentive: () => boolean): Experience {
  let totals: Totals & { engagedMs: number } = { engagedMs: 0 };
  let began = 0;
  let last = 0;
  let running = false;
  let fresh = false;
  const sign = () => {
    const at = clock();
    if (running) totals.engagedMs += Math.min(at - last, idleMs);
    last = at;
    running = attentive();
    fresh ||= running;
  };
  return {
    _begin(keep) {
      sign();
      totals = { ...(keep && totals), engagedMs: 0 };
      began = last;
      fresh = true;
    },
    _sign: sign,
    _add(values) {
      for (const name in values) {
        const key = name as keyof ExperienceValues;
        // The wire takes whole numbers, but for `cls`; a wrong figure must not cost the event.
        const value = name === 'cls' ? values[key]! : Math.round(values[key]!);
        if (value >= 0) {
          totals[key] = value + ((/errors|Clicks/.test(name) && totals[key]) || 0);
        }
      }
      fresh = true;
    },
    _take() {
      if (!fresh) return undefined;
      sign();
      fresh = false;
      return { ...totals, durationMs: last - began };
    },
  };
}
