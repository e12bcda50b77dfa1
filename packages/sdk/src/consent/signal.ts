import type { ConsentRegime, Purpose, Touchtrail } from '../types.ts';

/**
 * Where a purpose stands. `unknown`: no source has answered. `pending`: a source is there, the person
 * has not decided. `withdrawn`: denied after it was granted on this page. `expired`: the decision is
 * too old or was made under another policy; it counts as pending, and what was kept under it goes.
 */
export type ConsentState = 'unknown' | 'pending' | 'granted' | 'denied' | 'withdrawn' | 'expired';

/** What is said about purposes; about the others nothing is said. */
export type Statement = Partial<Record<Purpose, boolean>>;

/** What a source says now. Without `purposes` it is there, but nobody has decided yet. */
export interface ConsentSignal {
  /** The decision; or a function, where what it means depends on the law that holds. */
  purposes?: Statement | ((regime: ConsentRegime) => Statement | undefined) | undefined;
  /** When the person decided, epoch ms. Left out where the source does not know. */
  decidedAt?: number | undefined;
  /** Id of the decision at the platform. */
  id?: string | undefined;
  /** Revision of the platform's configuration. */
  revision?: string | undefined;
  /** Version of the privacy policy that was shown. */
  policyVersion?: string | undefined;
  /** Which law the source says holds for this person. */
  regime?: ConsentRegime | undefined;
  /** The TC or GPP string, verbatim. */
  signal?: string | undefined;
  /**
   * Only for signals of the browser: whether it gives way to a choice made on this site.
   *
   * @param decidedAt of that choice, where known.
   * @param storage whether that choice allows to look at the device.
   */
  yields?: (purpose: Purpose, decidedAt: number | undefined, storage: boolean) => boolean;
}

/** Tells the resolver what a source says now; the last word counts. */
export type Report = (signal: ConsentSignal) => void;

/** Highest first: the site's own call, a consent platform, an IAB string, a setting of the browser. */
export type Rank = 0 | 1 | 2 | 3;

/** A source of consent. It observes: it never writes to the platform, loads it or makes it decide. */
export interface ConsentAdapter {
  /** Goes into the receipt as `source`. */
  readonly name: string;
  readonly rank: Rank;
  /**
   * Begins to listen.
   *
   * @param report to be called with the state at once where it is known, and on each decision.
   * @param until everything that listens stops when this is aborted.
   */
  connect(report: Report, until: AbortSignal, touchtrail: Touchtrail): void;
}
