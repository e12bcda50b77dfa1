import { say } from './say.ts';
import { saySite } from './site-words.ts';

const labels = {
  name: 'Name',
  timezone: 'Time zone',
  currency: 'Currency',
  origins: 'Origins that may send',
  consentMode: 'Consent is asked for',
  'privacy.regime': 'Rule of consent',
  'privacy.regions': 'Rules of places',
  'privacy.requiredPurposes': 'Purposes that must be allowed',
  'privacy.policyVersions': 'Versions of the text that count',
  'privacy.maxAgeDays': 'A decision holds for (days)',
  'privacy.gpc': 'Global Privacy Control',
  'privacy.honourDnt': 'Do Not Track counts',
  'privacy.allowBeforeConsent': 'Events from before the decision',
  'privacy.content': 'Comments and chat text are kept',
  'privacy.fieldPolicies': 'What is done with fields',
  'privacy.queryParams': 'Query parameters that stay',
  'privacy.aggregate': 'Page views of the unmeasured are counted',
  'privacy.retention.events': 'Events are kept for (days)',
  'privacy.retention.receipts': 'Consent receipts are kept for (days)',
  'privacy.retention.quarantine': 'Refused events are kept for (days)',
  'privacy.retention.audit': 'The audit log is kept for (days)',
} as const;

/** What a setting is called, by its path in the site. */
export function settingLabel(path: string): string {
  if (path === 'privacy.consentCategories') return saySite('Categories of the consent platform');
  if (path === 'privacy.originCheck') return saySite('Check of the Origin header');
  return Object.hasOwn(labels, path) ? say(labels[path as keyof typeof labels]) : path;
}

const hints = {
  timezone: 'such as Europe/Berlin',
  currency: 'such as EUR',
  origins: 'such as https://shop.example, one a line',
  'privacy.regions': 'one a line, such as US: opt_out',
  'privacy.requiredPurposes': 'one a line',
  'privacy.policyVersions': 'one a line',
  'privacy.queryParams': 'one a line',
  'privacy.fieldPolicies': 'one a line, such as userId: hash',
  'privacy.consentCategories': 'one a line, such as marketing: sharing, personalisation',
  'privacy.retention.events': 'empty: until deleted',
  'privacy.retention.receipts': 'empty: until deleted',
  'privacy.retention.audit': 'empty: until deleted',
} as const;

/** How a setting is typed, where that is not plain. */
export const settingHint = (path: string): string | undefined =>
  Object.hasOwn(hints, path) ? saySite(hints[path as keyof typeof hints]) : undefined;
