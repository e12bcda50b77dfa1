import { marketing, preferences, purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

/** `window.OneTrust`, as far as it is read. */
export interface OneTrustApi {
  IsAlertBoxClosed(): boolean;
  getDataSubjectId?(): string;
}

/**
 * OneTrust. Keys are ids of groups. `OneTrustGroupsUpdated` comes on every load, with the groups that
 * are on by default: decided is only what a closed banner stands behind.
 */
export const onetrust = ({
  purposes = { C0002: statistics, C0003: preferences, C0004: marketing },
}: MapOptions = {}): ConsentAdapter => ({
  name: 'onetrust',
  rank: 1,
  connect(report, until) {
    const page = self as { OneTrust?: OneTrustApi; OnetrustActiveGroups?: string };
    const read = () => {
      const { OneTrust: api, OnetrustActiveGroups: groups } = page;
      if (!api || groups === undefined) return;
      report(
        api.IsAlertBoxClosed()
          ? {
              purposes: purposesFrom(purposes, (id) => groups.split(',').includes(id)),
              id: api.getDataSubjectId?.(),
            }
          : {},
      );
    };
    for (const type of ['OneTrustGroupsUpdated', 'OTConsentApplied']) {
      // The banner is marked as closed only after the event.
      addEventListener(type, () => setTimeout(read), { signal: until });
    }
    whenPresent(
      () => page.OneTrust?.IsAlertBoxClosed && page.OnetrustActiveGroups !== undefined,
      read,
      until,
    );
  },
});
