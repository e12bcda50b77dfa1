import type { Channel, ExperienceValues, Props, Purpose, RatingScale } from './types.ts';

/** A time on the wire: epoch ms, or RFC 3339 with an offset. */
type Time = number | string;

/** Proof that a person allowed what an event needs, as it goes over the wire. */
export interface EventReceipt {
  purposes: Purpose[];
  source: string;
  policyVersion?: string | undefined;
  decidedAt: Time;
  id?: string | undefined;
  revision?: string | undefined;
  regime?: 'opt_in' | 'opt_out' | 'none' | undefined;
  signalHash?: string | undefined;
  signal?: string | undefined;
}

/**
 * An event as it goes over the wire. Written out, not taken from the service's schema, so that the
 * package's declarations need no other package; a test holds the two together.
 */
export interface EventFields {
  id: string;
  type?:
    | 'touch'
    | 'conversion'
    | 'interaction'
    | 'identify'
    | 'account'
    | 'consent'
    | 'feedback'
    | undefined;
  name: string;
  touchpoint?: string | undefined;
  channel?: Channel | undefined;
  at: Time;
  anonymousId?: string | undefined;
  userId?: string | undefined;
  accountId?: string | undefined;
  sessionId?: string | undefined;
  seq?: number | undefined;
  /** Event id of the touch this happened within. */
  parentId?: string | undefined;
  page?:
    | {
        url?: string | undefined;
        path?: string | undefined;
        title?: string | undefined;
        referrer?: string | undefined;
        referrerType?:
          | 'search'
          | 'social'
          | 'mail'
          | 'ai_assistant'
          | 'internal'
          | 'partner'
          | 'other'
          | undefined;
      }
    | undefined;
  campaign?:
    | {
        source?: string | undefined;
        medium?: string | undefined;
        name?: string | undefined;
        term?: string | undefined;
        content?: string | undefined;
        clickIdType?: string | undefined;
        clickId?: string | undefined;
      }
    | undefined;
  device?:
    | {
        /** CSS pixels, as `height`. */
        width?: number | undefined;
        height?: number | undefined;
        language?: string | undefined;
        /** Minutes east of UTC. */
        utcOffset?: number | undefined;
        timezone?: string | undefined;
        saveData?: boolean | undefined;
        app?: string | undefined;
        signals?: string | undefined;
        /** For back ends and bridges; the service reads a browser's own from its request. */
        userAgent?: string | undefined;
      }
    | undefined;
  value?: number | string | undefined;
  currency?: string | undefined;
  rating?: number | undefined;
  ratingScale?: RatingScale | undefined;
  comment?: string | undefined;
  experience?:
    | ({ [K in keyof ExperienceValues]?: ExperienceValues[K] | undefined } & {
        durationMs?: number | undefined;
        engagedMs?: number | undefined;
      })
    | undefined;
  props?: Props | undefined;
  consent?: EventReceipt | undefined;
  beforeConsent?: boolean | undefined;
}
