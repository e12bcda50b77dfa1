import type { LiveLine, SiteSummary } from '@touchtrail/contract';

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
  consent: State;
  identify: State;
  /** Events refused for want of consent. */
  refused: number;
}

/** Purposes and codes that mean: nobody was asked, or somebody said no. */
const wantOfConsent = /consent|measurement|storage/;

/** What can be told of an installation from what has come and what was refused. */
export function checkInstall(
  site: Pick<SiteSummary, 'consentMode' | 'touches'>,
  touches: readonly Pick<LiveLine, 'subject' | 'device'>[],
  counts: readonly RefusedCount[],
): InstallState {
  const refused = counts
    .filter(({ kind, reason }) => kind === 'refused' && wantOfConsent.test(reason))
    .reduce((sum, { count }) => sum + count, 0);
  const any = site.touches > 0 || touches.length > 0;
  const asked = site.consentMode !== 'opt_in' || any;
  return {
    events: any ? 'good' : 'todo',
    consent: refused > 0 ? 'todo' : asked ? 'good' : 'unseen',
    // A subject that is not the browser's own id is somebody who was named.
    identify: touches.some(({ subject, device }) => device !== '' && subject !== device)
      ? 'good'
      : 'unseen',
    refused,
  };
}
