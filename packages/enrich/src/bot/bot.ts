import type { Step } from '../step.ts';
import { parseUserAgent } from '../user-agent/parse.ts';

/**
 * Why an event is taken for a program's: its user agent says so, its browser has no screen or no
 * language, its address belongs to a data centre, it acts faster than people do.
 */
const botReasons = ['ua', 'headless', 'datacentre', 'behaviour'] as const;
export type BotReason = (typeof botReasons)[number];

/** Reasons that only the moment of arrival could tell: they stay when a step is run again. */
export const observedReasons: ReadonlySet<string> = new Set<BotReason>(['datacentre', 'behaviour']);

export interface BotRaw {
  userAgent: string;
  /** CSS pixels; null: not said. */
  width: number | null;
  height: number | null;
  /** null: not said, and not because a policy took it away. */
  language: string | null;
  /** Whether a browser's own page view told its device: then a missing language means something. */
  deviceTold: boolean;
  /** What was observed at arrival. */
  observed: readonly string[];
}

/** No screen is larger than this, in CSS pixels. */
const largestSide = 20_000;

/**
 * Reasons with a space between, in the order of {@link botReasons}; empty: nothing speaks against a
 * person. What is flagged is stored like everything else, and reports leave it out unless asked.
 */
export const botStep: Step<BotRaw, { bot: string }> = {
  name: 'bot',
  version: 1,
  derive({ userAgent, width, height, language, deviceTold, observed }) {
    const parsed = userAgent === '' ? undefined : parseUserAgent(userAgent);
    const noLanguage = deviceTold && (language === null || language === '');
    const impossible = (width ?? 0) > largestSide || (height ?? 0) > largestSide;
    const headless = parsed?.headless === true || noLanguage || impossible;
    const ua = parsed?.program === true && !parsed.headless;
    if (!ua && !headless && observed.length === 0) return { bot: '' };
    const found = new Set<string>(observed);
    if (ua) found.add('ua');
    if (headless) found.add('headless');
    return { bot: botReasons.filter((reason) => found.has(reason)).join(' ') };
  },
};
