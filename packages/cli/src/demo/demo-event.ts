import type { Channel, EventType, Purpose, RatingScale } from '@touchtrail/contract';

export interface Campaign {
  source: string;
  medium: string;
  name?: string;
}

export interface Consent {
  purposes: readonly Purpose[];
  source: string;
  decidedAt: number;
}

/** A touch as the story tells it. */
export interface Touch {
  type?: EventType;
  name: string;
  touchpoint: string;
  channel: Channel;
  page?: { url: string; path: string };
  campaign?: Campaign;
  value?: number;
  currency?: string;
  rating?: number;
  ratingScale?: RatingScale;
  comment?: string;
  experience?: { durationMs?: number; errors?: number };
  props?: Record<string, string | number | boolean>;
}

/** A wire event of the demo. */
export interface DemoEvent extends Touch {
  id: string;
  at: number;
  userId?: string;
  anonymousId?: string;
  sessionId?: string;
  seq: number;
  consent: Consent;
}

/** A page of the made-up shop as a touch. */
export function pageTouch(touchpoint: string, channel: Channel): Touch {
  const path = touchpoint === 'home' ? '/' : `/${touchpoint.replaceAll('.', '/')}`;
  return {
    name: 'page.viewed',
    touchpoint,
    channel,
    page: { url: `https://shop.example${path}`, path },
  };
}
