import type { RatingScale } from '../types.ts';
import type { FeedbackTexts } from './texts.ts';

/** When a question is asked, and which. */
export interface FeedbackRule {
  /** Name of the question, such as `checkout-ease`: what is remembered, and `props.question`. */
  key: string;
  /** Touchpoint it is asked at; the answer counts there. */
  touchpoint: string;
  /** How it is asked: 1 to 10, NPS 0 to 10, CSAT 1 to 5, CES 1 to 7, or thumbs up and down. */
  kind: RatingScale;
  /** Only this event at the touchpoint asks, such as `order.placed`. Default: any touch there. */
  event?: string | undefined;
  /** How long after the touch, ms. Default 3,000. */
  delayMs?: number | undefined;
  /** Share of the people who are asked, 0 to 1. Default 1. */
  share?: number | undefined;
  /** At most once in so many days, whether answered or not. Default 90. */
  everyDays?: number | undefined;
  /** Also asks for a few words, of people who have consented to `content`. Default false. */
  comment?: boolean | undefined;
  /** Own texts. */
  texts?: Partial<FeedbackTexts> | undefined;
}

/** Lowest and highest answer of each scale, in the order they are shown. */
export const ranges: Readonly<Record<RatingScale, readonly [from: number, to: number]>> = {
  scale10: [1, 10],
  nps: [0, 10],
  csat: [1, 5],
  ces: [1, 7],
  thumbs: [1, 0],
};

/** What is wrong with a rule, in words; empty when nothing is. */
export function faultOf({ key, touchpoint, kind, share = 1 }: FeedbackRule): string {
  if (!key || !touchpoint) return 'needs a key and a touchpoint';
  if (!Object.hasOwn(ranges, kind)) return `needs a kind out of ${Object.keys(ranges).join(', ')}`;
  return share >= 0 && share <= 1 ? '' : 'needs a share from 0 to 1';
}
