/**
 * `t.feedback.js`: {@link connectFeedback} for the SDK of the other tag, as `touchtrailFeedback`.
 * `data-rules='[{"key":…}]'`, `data-language`, `data-texts='{…}'`.
 *
 * @module
 */
import { scriptOptions } from '../consent/script-options.ts';
import { whenPresent } from '../consent/when-present.ts';
import type { Touchtrail } from '../types.ts';
import { connectFeedback } from './connect.ts';
import type { ConnectFeedbackOptions, FeedbackConnection } from './connect.ts';
import type { FeedbackRule } from './rule.ts';

const page = self as { touchtrail?: Touchtrail; touchtrailFeedback?: FeedbackConnection };
const { rules, language, texts } = scriptOptions() as ConnectFeedbackOptions & {
  rules?: FeedbackRule[];
};

whenPresent(
  // The stub will do: it hands on who listens, so that the first page view is not missed.
  () => page.touchtrail,
  (touchtrail) => {
    page.touchtrailFeedback = connectFeedback(touchtrail, Array.isArray(rules) ? rules : [], {
      language,
      texts,
    });
  },
  new AbortController().signal,
);
