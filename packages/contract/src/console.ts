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

/** A line of `GET /api/live`: a touch with the browser it came from and what it was allowed by. */
export interface LiveLine extends LiveTouch {
  /** The anonymous id of the browser; empty: none was sent. */
  device: string;
  /** Purposes allowed when it happened; empty: the touch states no decision. */
  consent: string[];
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
