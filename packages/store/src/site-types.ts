import type { Site, SitePrivacyInput } from '@touchtrail/contract';

/** Sites. Reads come from ClickHouse; callers on the hot path keep their own cache. */
export interface SiteStore {
  list(): Promise<Site[]>;
  find(id: string): Promise<Site | undefined>;
  findByWriteKey(writeKey: string): Promise<Site | undefined>;
  add(
    site: Omit<Site, 'writeKey' | 'privacy'> & { writeKey?: string; privacy?: SitePrivacyInput },
  ): Promise<Site>;
  /**
   * Changes what is given and returns the site; services take it up within seconds. Of `privacy` too
   * only the parts given change.
   *
   * @param ifVersion the version of the settings that the change was made of; without it whichever there is
   * @throws SiteConflict when the settings are of another version
   */
  update(
    id: string,
    changes: Partial<Omit<Site, 'id' | 'writeKey' | 'privacy'>> & { privacy?: SitePrivacyInput },
    ifVersion?: string,
  ): Promise<Site>;
  /**
   * Gives the site a new write key and returns it. The old one stops working, or with `keepOld` stays
   * the second live key until {@link SiteStore.endOldWriteKey} or the next rotation.
   */
  rotateWriteKey(id: string, options?: { keepOld?: boolean }): Promise<Site>;
  /** Ends the old write key that a rotation kept; the new one stays. */
  endOldWriteKey(id: string): Promise<Site>;
}
