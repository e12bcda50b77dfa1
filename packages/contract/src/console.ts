import type { Site } from './site.ts';

/** `GET /api/sites`: each site with what is known of its data. Times are epoch ms. */
export interface SiteSummary extends Site {
  touches: number;
  firstTouchAt: number | null;
  lastTouchAt: number | null;
  /** Of its settings: another one when any of them is changed. */
  version: string;
}

/** One line of `GET /api/live`, a server-sent event named `touch`. Times are epoch ms. */
export interface LiveTouch {
  id: string;
  at: number;
  receivedAt: number;
  type: string;
  name: string;
  touchpoint: string;
  channel: string;
  subject: string;
  /** Why it is taken for a program's, reasons with a space between; empty: a person. */
  bot: string;
}

/**
 * How a touch came from the browser into the store, in ms. A figure is null where nobody can tell it: the
 * sender named no time, or two clocks do not agree. None is negative.
 */
export interface LiveDelivery {
  /** From the touch until its batch left, by the sender's own clock. */
  waited: number | null;
  /** From leaving to receipt, by both clocks. */
  travelled: number | null;
  /** From receipt until the database took it in, by the clocks of service and database. */
  stored: number | null;
  /** Whether the database has it. */
  isStored: boolean;
  /** How far the sender's clock is behind, negative: ahead. The touch's time was put right by it; 0: as good as not. */
  clockOff: number;
}

/** What named a touch: a rule of the registry, its own key that is registered there, or nothing. */
export type LiveMatch = 'rule' | 'key' | 'none';

/**
 * A line of `GET /api/live`: a touch with the browser it came from, what it was allowed by, what named it and
 * how it got here. A line may come once more when the database has it.
 */
export interface LiveLine extends LiveTouch {
  /** The anonymous id of the browser; empty: none was sent. */
  device: string;
  /** Purposes allowed when it happened; empty: the touch states no decision. */
  consent: string[];
  /** The door: `sdk`, `server`, `import`. */
  source: string;
  matched: LiveMatch;
  delivery: LiveDelivery;
}

/** `GET /api/touchpoints`: what the site has seen, most touched first. */
export interface TouchpointSummary {
  key: string;
  channel: string;
  touches: number;
  people: number;
  conversions: number;
  lastSeenAt: number;
}
