import type { Module } from './module.ts';

/** What a person can allow, each on its own. */
export type Purpose =
  | 'storage'
  | 'measurement'
  | 'identification'
  | 'offline_join'
  | 'personalisation'
  | 'sharing'
  | 'content';

/** How a touch happened. */
export type Channel =
  | 'web'
  | 'mobile_web'
  | 'in_app_browser'
  | 'pwa'
  | 'app_webview'
  | 'chat'
  | 'email'
  | 'sms'
  | 'push'
  | 'phone'
  | 'store'
  | 'mail'
  | 'event'
  | 'social'
  | 'ads'
  | 'search'
  | 'affiliate'
  | 'referral'
  | 'partner'
  | 'direct'
  | 'app'
  | 'call_center'
  | 'other';

/** How a rating was asked. */
export type RatingScale = 'nps' | 'csat' | 'ces' | 'scale10' | 'thumbs';

/** Free attributes: flat, at most 64 keys of 100 characters, texts of 1,000 characters. */
export type Props = Record<string, string | number | boolean | null>;

/** Which rule of consent holds: asked first, may object, or not needed. */
export type ConsentRegime = 'opt_in' | 'opt_out' | 'none';

/** Where a person stands when the page loads, before the banner has spoken. */
export type ConsentStart = 'pending' | 'granted' | 'denied';

/** How the SDK is set up. Everything but `site` has a default. */
export interface Config {
  /** Write key of the site (`wk_…`). */
  site: string;
  /** URL that takes batches. Default: `/v1/events` on the page's own origin. */
  endpoint?: string;
  /**
   * Default `pending`: nothing is stored, sent or kept until {@link Touchtrail.consent} is called.
   * `granted` is for pages that need no consent or have it already; where the browser sends Global
   * Privacy Control it counts as `denied` unless {@link Config.regime} says otherwise.
   */
  consent?: ConsentStart;
  /** Rule of consent that holds here, for the receipt. Default `opt_in`, without being stated. */
  regime?: ConsentRegime;
  /** Ask the service to erase what it has of this browser when consent is withdrawn. Default false. */
  eraseOnWithdraw?: boolean;
  /** Count page views at load and on return from the back/forward cache. Default true. */
  pageViews?: boolean;
  /** Count page views of client-side routing too. Default true. */
  spa?: boolean;
  /** Count clicks on elements with `data-touchpoint`. Default true. */
  clicks?: boolean;
  /** Channel of this page's touches. Default: the service tells by the browser that sends them. */
  channel?: Channel;
  /** Write what happens to the console. Default false. The script of the core alone has no room for it. */
  debug?: boolean;
  /**
   * Capabilities beyond the core, such as those of `@touchtrail/sdk/capture`. They start at the first
   * grant on the page.
   */
  modules?: readonly Module[];
}

/**
 * A decision. `grant` allows `storage`, `measurement` and `identification`; an object allows what it
 * names with `true` and nothing else; without `measurement` it is a denial.
 */
export type ConsentChoice = 'grant' | 'deny' | Partial<Record<Purpose, boolean>>;

/** Where a decision comes from; becomes the receipt on every event. */
export interface ConsentOptions {
  /** Name of the banner or consent platform. Default `api`. */
  source?: string;
  /** Version of the privacy policy that was shown. */
  policyVersion?: string;
  /**
   * When the person decided, epoch ms. Default: now, or unchanged when the decision is unchanged. A
   * decision of more than 13 months ago allows nothing: it has to be asked for again.
   */
  decidedAt?: number;
  /** Id of the decision at the consent platform. */
  id?: string;
  /** Revision of the consent platform's configuration that was shown. */
  revision?: string;
  /** Rule of consent that holds for the person. */
  regime?: ConsentRegime;
  /** SHA-256 of the TC or GPP string, 64 hexadecimal digits. */
  signalHash?: string;
  /** The TC or GPP string; sent once a visit. */
  signal?: string;
}

/**
 * What a person lives through during a page view; stated by its `page.left`. `errors`, `rageClicks`
 * and `deadClicks` are added up, the others keep the last value. Times in ms.
 */
export interface ExperienceValues {
  scrollPercent?: number;
  errors?: number;
  rageClicks?: number;
  deadClicks?: number;
  lcpMs?: number;
  inpMs?: number;
  ttfbMs?: number;
  fcpMs?: number;
  cls?: number;
}

/** Details of a touch. */
export interface TouchOptions<P extends Props = Props> {
  /** Key of the touchpoint, such as `checkout.payment`. */
  touchpoint?: string;
  channel?: Channel;
  props?: P;
}

/**
 * What a touch is when it is none: an `interaction` happened within a touch and is never a step of a
 * journey; `feedback` is a rating that came with an event of its own name.
 */
export interface TouchKind {
  /** Default `touch`. */
  type?: 'touch' | 'interaction' | 'feedback';
  rating?: number;
  scale?: RatingScale;
}

/** Details of a conversion. */
export interface ConversionOptions<P extends Props = Props> extends TouchOptions<P> {
  /** Money, 0 or more. */
  value?: number;
  /** ISO 4217, such as `EUR`. */
  currency?: string;
}

/** An answer to a survey. */
export interface FeedbackOptions extends TouchOptions {
  rating?: number;
  /** Default: none, the rating is kept as it is. */
  scale?: RatingScale;
  /** At most 2,000 characters. */
  comment?: string;
}

/** What can be watched with {@link Touchtrail.on}, and what a listener is given. */
export interface Signals {
  /** An event was made and put in the queue; the detail is the event as it goes over the wire. */
  queued: { id: string; type: string; name: string; touchpoint?: string | undefined };
  /** The service has these events durably; the counts are absent when its answer broke off. */
  sent: { ids: string[]; accepted?: number; duplicates?: number };
  /** The service refused one event of a batch; it will not be sent again. */
  rejected: { id: string | null; code: string; message: string };
  /** Events were given up: `queue_full`, `expired`, `too_large`, `refused`, `no_identification`. */
  dropped: { reason: string; count: number };
  /** A delivery failed (`status` 0: no answer), or something threw inside the SDK. */
  error: { message: string; status?: number };
  /** The decision in force changed. */
  consent: { purposes: Purpose[] };
}

/**
 * The SDK. No method throws and no promise rejects.
 *
 * `Events` maps the names of your own events to their props, so that typos don't compile:
 *
 * @example
 * const touchtrail = createTouchtrail<{ 'size_guide.opened': { product: string } }>({ site: 'wk_…' });
 * touchtrail.touch('size_guide.opened', { touchpoint: 'product.size', props: { product: 'A1' } });
 */
export interface Touchtrail<Events extends Record<string, Props> = Record<string, Props>> {
  /** Records a touch: something that happened between the person and you. */
  touch<Name extends keyof Events & string>(
    name: Name,
    options?: TouchOptions<Events[Name]> & TouchKind,
  ): void;
  /** Records that a goal was reached. */
  conversion(name: string, options?: ConversionOptions): void;
  /** Ties this browser to your own user id from now on. Needs consent to `identification`. */
  identify(userId: string, props?: Props): void;
  /** Ties this browser to a company. Needs consent to `identification`. */
  account(accountId: string, props?: Props): void;
  /** Records a rating or a comment. */
  feedback(options: FeedbackOptions): void;
  /** Adds to what is known of the current page view, such as vitals measured by the page itself. */
  experience(values: ExperienceValues): void;
  /** States or changes the decision. Takes effect at once; repeating it changes nothing. */
  consent(choice: ConsentChoice, options?: ConsentOptions): void;
  /** Forgets who this is (call it on logout): new anonymous id, new visit, no user, no account. */
  reset(): void;
  /** Sends what is queued now. Resolves when the queue is empty or the attempt has failed. */
  flush(): Promise<void>;
  /** Watches the SDK. Returns a function that stops watching. */
  on<Name extends keyof Signals>(
    signal: Name,
    listener: (detail: Signals[Name]) => void,
  ): () => void;
}
