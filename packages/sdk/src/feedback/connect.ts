import { watchPurposes } from '../bridge/watch-purposes.ts';
import { guarded } from '../guard.ts';
import { pageTouchpoint } from '../page.ts';
import type { FeedbackOptions, Touchtrail } from '../types.ts';
import { createMemory } from './memory.ts';
import { hostName, showPrompt } from './prompt.ts';
import type { Prompt } from './prompt.ts';
import { faultOf } from './rule.ts';
import type { FeedbackRule } from './rule.ts';
import { textsOf } from './texts.ts';
import type { FeedbackTexts } from './texts.ts';

/** How questions are asked on this page. */
export interface ConnectFeedbackOptions {
  /** Language tag. Default: that of the page; English for all that is not German. */
  language?: string | undefined;
  /** Own texts of every question; those of a rule win. */
  texts?: Partial<FeedbackTexts> | undefined;
  /** Clock, epoch ms. Default `Date.now`. */
  now?: (() => number) | undefined;
  /** Chance, 0 to 1. Default `Math.random`. */
  random?: (() => number) | undefined;
}

/** Questions that are connected with the SDK. */
export interface FeedbackConnection {
  /**
   * Asks now, for a button of your own: without delay, sample and memory, with focus moved into it.
   *
   * @returns whether it is on the page: not without consent, nor while another one is.
   */
  ask(key: string): boolean;
  /** Asks nothing any more, and takes an open question off the page. */
  disconnect(): void;
}

/** What else is of no interest: it is no touch, or it is the answer itself. */
const isTouch = (type: string) => type === 'touch' || type === 'conversion';

/**
 * Asks people at the touchpoint, by rule: after a delay, a share of them, at most once in some days,
 * one question at a time, and never before consent to `measurement`. An answer is sent as
 * `touchtrail.feedback()` with the rule's touchpoint.
 *
 * When a question was asked is kept on the device with consent to `storage` only (`localStorage`,
 * `touchtrail:feedback`), else as long as the page. Words are asked for with consent to `content`
 * only.
 *
 * @example
 * connectFeedback(touchtrail, [
 *   { key: 'checkout-ease', touchpoint: 'checkout.done', kind: 'ces', share: 0.2, everyDays: 90 },
 * ]);
 */
export function connectFeedback(
  touchtrail: Pick<Touchtrail, 'on' | 'feedback'>,
  rules: readonly FeedbackRule[],
  { language, texts, now = Date.now, random = Math.random }: ConnectFeedbackOptions = {},
): FeedbackConnection {
  if (typeof document === 'undefined') return { ask: () => false, disconnect() {} };
  const memory = createMemory(() => localStorage, now);
  const waiting = new Map<FeedbackRule, ReturnType<typeof setTimeout>>();
  let open: Prompt | undefined;
  let begun = false;
  const asked = rules.filter((rule) => {
    const fault = faultOf(rule);
    if (fault)
      console.warn(`[touchtrail] feedback rule ${rule.key || '?'} is left out: it ${fault}.`);
    return !fault;
  });

  const allows = (purpose: 'measurement' | 'content') => !!purposes.now()?.includes(purpose);

  const show = (rule: FeedbackRule, focus: boolean): boolean => {
    if (!allows('measurement') || document.querySelector(hostName)) return false;
    const { key, kind, touchpoint } = rule;
    open = showPrompt(
      rule,
      textsOf(language ?? document.documentElement.lang, kind, { ...texts, ...rule.texts }),
      { focus, comments: allows('content') },
      (answer) => {
        const options: FeedbackOptions = { scale: kind, touchpoint, props: { question: key } };
        touchtrail.feedback({ ...options, ...answer });
      },
      () => {
        open = undefined;
      },
    );
    memory.note(key);
    return true;
  };

  const due = guarded((rule: FeedbackRule) => {
    waiting.delete(rule);
    const { key, share = 1, everyDays = 90 } = rule;
    if (document.querySelector(hostName) || memory.recent(key, everyDays)) return;
    if (random() < share) show(rule, false);
    // Not drawn is remembered too, or whoever comes often would be asked in the end.
    else if (allows('measurement')) memory.note(key);
  }, console.warn);

  const meet = (touchpoint: string | undefined, event: string) => {
    for (const rule of asked) {
      if (rule.touchpoint !== touchpoint || (rule.event ?? event) !== event) continue;
      if (waiting.has(rule) || memory.recent(rule.key, rule.everyDays ?? 90)) continue;
      waiting.set(rule, setTimeout(due, rule.delayMs ?? 3_000, rule));
    }
  };

  /** Forgets what was to be asked, at another touchpoint or anywhere. */
  const cancel = (but?: string) => {
    for (const [rule, timer] of waiting) {
      if (rule.touchpoint === but) continue;
      clearTimeout(timer);
      waiting.delete(rule);
    }
  };

  const purposes = watchPurposes(
    touchtrail,
    guarded((allowed) => {
      const measured = allowed.includes('measurement');
      memory.keep(measured && allowed.includes('storage'));
      open?.allowComment(allowed.includes('content'));
      if (!measured) {
        cancel();
        open?.close();
      } else if (!begun) {
        // The view of this page may have been recorded before anybody listened.
        meet(pageTouchpoint(), 'page.viewed');
      }
      begun = measured;
    }, console.warn),
    now,
  );
  const off = touchtrail.on(
    'queued',
    guarded(({ type, name, touchpoint }) => {
      if (!isTouch(type)) return;
      // Who has gone on to another page is not asked about this one.
      if (name === 'page.viewed') cancel(touchpoint);
      meet(touchpoint, name);
    }, console.warn),
  );

  return {
    ask(key) {
      const rule = asked.find((one) => one.key === key);
      return !!rule && !!guarded(show, console.warn)(rule, true);
    },
    disconnect() {
      purposes.stop();
      // That of the inline stub is a promise until the SDK is there.
      void Promise.resolve(off).then((end) => end());
      cancel();
      open?.close();
    },
  };
}
