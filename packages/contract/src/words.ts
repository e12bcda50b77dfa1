/** How a touch happened. `digital` or `analog` is a property of the channel, see {@link isAnalog}. */
export const channels = [
  'web',
  'mobile_web',
  'in_app_browser',
  'pwa',
  'app_webview',
  'chat',
  'email',
  'sms',
  'push',
  'phone',
  'store',
  'mail',
  'event',
  'social',
  'ads',
  'search',
  'affiliate',
  'referral',
  'partner',
  'direct',
  'app',
  'call_center',
  'other',
] as const;
export type Channel = (typeof channels)[number];

const analogChannels: ReadonlySet<string> = new Set<Channel>([
  'phone',
  'store',
  'mail',
  'event',
  'call_center',
]);

/**
 * Whether a channel is analog: a person met, a call made, a letter.
 *
 * @example
 * isAnalog('store'); // true
 */
export const isAnalog = (channel: string): boolean => analogChannels.has(channel);

/**
 * What an event is: a touch, the reaching of a goal, something that happened within a touch
 * (`interaction`: never a step of a journey), or a fact about a person.
 */
export const eventTypes = [
  'touch',
  'conversion',
  'interaction',
  'identify',
  'account',
  'consent',
  'feedback',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Event types that count as touches in journeys. */
export const touchTypes = ['touch', 'conversion', 'feedback'] as const;

/** Ordered stages of a journey; a site may replace them. */
export const defaultPhases = [
  'awareness',
  'consideration',
  'decision',
  'purchase',
  'onboarding',
  'use',
  'service',
  'loyalty',
  'advocacy',
] as const;

/** What of a touch people can be told apart by; `entry_channel` is what brought the person to it. */
export const touchFields = [
  'channel',
  'entry_channel',
  'device',
  'browser',
  'os',
  'country',
  'campaign_source',
  'campaign_medium',
  'campaign_name',
] as const;

/** Name of the value of touches that have none. */
export const noValue = '(none)';
/** Name of the values that are not told apart. */
export const otherValues = '(other)';

/**
 * What journeys may be compared by, beside the step, the calendar and all other touchpoints: of their first
 * touch what brought them, the device and the campaign (the most frequent ones), and of the person what came
 * before the journey, as far back as the range reads.
 */
export const adjustments = [
  'entry_channel',
  'device',
  'campaign',
  'prior_visits',
  'prior_conversions',
] as const;
export type Adjustment = (typeof adjustments)[number];
/** With more of them hardly any touch has comparable ones beside it. */
export const mostAdjustments = 3;

/** What a person can allow, each on its own. */
export const purposes = [
  'storage',
  'measurement',
  'identification',
  'offline_join',
  'personalisation',
  'sharing',
  'content',
] as const;
export type Purpose = (typeof purposes)[number];

/** What kind of place a visitor came from. `internal` is the site itself, `partner` a domain it named. */
export const referrerTypes = [
  'search',
  'social',
  'mail',
  'ai_assistant',
  'internal',
  'partner',
  'other',
] as const;
export type ReferrerType = (typeof referrerTypes)[number];

/** Which rule of consent holds for a person: asked first, may object, or not needed. */
export const consentRegimes = ['opt_in', 'opt_out', 'none'] as const;
export type ConsentRegime = (typeof consentRegimes)[number];

/** How a rating was asked. */
export const ratingScales = ['nps', 'csat', 'ces', 'scale10', 'thumbs'] as const;
export type RatingScale = (typeof ratingScales)[number];

/** Outcome of a journey. `open` is right-censored: never counted as lost. */
export const outcomes = ['converted', 'abandoned', 'open'] as const;
export type Outcome = (typeof outcomes)[number];
