import type { LiveTouch } from './console.ts';

/** What somebody or something stated about a person. `at` is epoch ms, of the last time it was stated. */
export interface AttributeStatement {
  value: string | number | boolean | null;
  /** Door it came through: `sdk`, `server`, `import`, `rectification`. */
  source: string;
  at: number;
}

/** One attribute: what was stated last, and what others say. */
export interface ProfileAttribute extends AttributeStatement {
  name: string;
  /** Earlier values, newest first. `conflict`: the last word of another source, and it says otherwise. */
  others: (AttributeStatement & { conflict: boolean })[];
}

/** A company a person was seen for. Times are epoch ms. */
export interface ProfileAccount {
  id: string;
  /** As stated last; empty: nobody said. */
  role: string;
  department: string;
  firstSeen: number;
  lastSeen: number;
  /** Whether it was said that the person left. */
  left: boolean;
}

/** A link by which an id belongs to the person; see docs/identity.md. */
export interface ProfileLink {
  from: string;
  to: string;
  kind: string;
  source: string;
  firstSeen: number;
  lastSeen: number;
}

/** A decision on consent. Times are epoch ms. */
export interface ProfileConsent {
  purposes: string[];
  kind: string;
  source: string;
  policy: string;
  regime: string;
  decidedAt: number;
  /** Device or user that decided. */
  id: string;
}

export type JourneyOutcome = 'converted' | 'abandoned' | 'open';

/** A journey of one subject; times are epoch ms. */
export interface ProfileJourney {
  from: number;
  to: number;
  touches: number;
  outcome: JourneyOutcome;
  firstTouchpoint: string;
  lastTouchpoint: string;
  firstChannel: string;
  /** Of what reached the goal, in the currency of its last touch. */
  value: number;
  currency: string;
}

/** A rating a person gave. */
export interface ProfileRating {
  at: number;
  touchpoint: string;
  rating: number;
  scale: string;
  comment: string;
}

/** One touch of a timeline. */
export interface ProfileTouch extends LiveTouch {
  seq: number;
  phase: string;
  account: string;
  page: string;
  value: number;
  currency: string;
  rating: number | null;
  source: string;
}

/** `GET /api/people/:id`: everything known of one person. Times are epoch ms. */
export interface Profile {
  /** The id asked for. */
  id: string;
  site: string;
  /** `user:ada`: who it is to reports. */
  person: string;
  /** `restricted` and `erased`: events are refused, and nothing below is shown. */
  state: 'as usual' | 'restricted' | 'erased';
  /** Ids whose touches these are. */
  ids: string[];
  identity: {
    ids: { id: string; kind: 'user' | 'device' | 'account' | 'email' }[];
    /** How they hang together. */
    links: ProfileLink[];
    /** Devices seen with this person and with others: nobody's. */
    sharedDevices: string[];
  };
  attributes: ProfileAttribute[];
  accounts: ProfileAccount[];
  /** The decision in force, and those before it, newest first. */
  consent: { current: ProfileConsent | null; history: ProfileConsent[] };
  /** Newest first. Observed until now, with the inactivity limit given or 90 days. */
  journeys: ProfileJourney[];
  inactivityLimitMs: number;
  ratings: ProfileRating[];
  /** Keys of saved segments the person is in. */
  segments: string[];
  touches: ProfileTouch[];
  /** Whether there are more touches; `next` asks for them as `after`. */
  truncated: boolean;
  next: string | null;
}

/** One answer of `GET /api/people?q=…`. */
export interface PersonMatch {
  /** What to ask `/api/people/:id` or `/api/accounts/:id` for. */
  id: string;
  kind: 'person' | 'account';
  /** How it was found. */
  by: 'user id' | 'anonymous id' | 'account id' | 'hash' | 'e-mail address' | 'telephone number';
}
