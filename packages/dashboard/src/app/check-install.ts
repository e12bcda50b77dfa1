import type { LiveLine, PageCheck, SiteSummary } from '@touchtrail/contract';

/** Of `GET /api/privacy/refused`: how often a day something was refused, and why. */
export interface RefusedCount {
  day: string;
  kind: 'refused' | 'stripped';
  /** A rejection code, or the purpose that was missing. */
  reason: string;
  count: number;
}

type State = 'good' | 'todo' | 'unseen';

export interface InstallState {
  events: State;
  /** The script tag in the page that was looked at. */
  tag: State;
  policy: State;
  consent: State;
  identify: State;
  /** Events refused for want of consent. */
  refused: number;
}

/** Purposes and codes that mean: nobody was asked, or somebody said no. */
const wantOfConsent = /consent|measurement|storage/;

/** What can be told of an installation from what has come, what was refused, and a page that was looked at. */
export function checkInstall(
  site: Pick<SiteSummary, 'consentMode' | 'touches'>,
  touches: readonly Pick<LiveLine, 'subject' | 'device'>[],
  counts: readonly RefusedCount[],
  page?: PageCheck,
): InstallState {
  const refused = counts
    .filter(({ kind, reason }) => kind === 'refused' && wantOfConsent.test(reason))
    .reduce((sum, { count }) => sum + count, 0);
  const any = site.touches > 0 || touches.length > 0;
  const asked = site.consentMode !== 'opt_in' || any;
  const otherwise = any ? 'good' : 'unseen';
  const lets = page && page.isScriptAllowed && page.isSendingAllowed;
  return {
    events: any ? 'good' : 'todo',
    tag: page ? (page.tag === 'found' && page.isOriginAllowed ? 'good' : 'todo') : otherwise,
    policy: page ? (lets ? 'good' : 'todo') : otherwise,
    // Who was not asked sends nothing: only the page can show it.
    consent:
      refused > 0 || (!asked && page && !page.saysConsent) ? 'todo' : asked ? 'good' : 'unseen',
    // A subject that is not the browser's own id is somebody who was named.
    identify: touches.some(({ subject, device }) => device !== '' && subject !== device)
      ? 'good'
      : 'unseen',
    refused,
  };
}
