import type { ReferrerType } from '@touchtrail/contract';

/**
 * What the rules told of an event, beside the fields it brought. Absent: not told, or nothing to tell
 * it from.
 */
export interface Derived {
  /** Sum of the versions of the steps, see `enrichmentVersion`. */
  version: number;
  deviceType?: string | undefined;
  browser?: string | undefined;
  /** Major version. */
  browserVersion?: string | undefined;
  os?: string | undefined;
  /** Absent where browsers state the same for all. */
  osVersion?: string | undefined;
  /** Why it is taken for a program, reasons with a space between; absent: a person. */
  bot?: string | undefined;
  referrerType?: ReferrerType | undefined;
  /** ISO 3166-1. */
  country?: string | undefined;
  /** ISO 3166-2. */
  region?: string | undefined;
  /** The value in the site's currency, four digits after the point. */
  valueBase?: number | undefined;
  /** Which table of rates and which currency that was. */
  ratesVersion?: string | undefined;
  /** Which of `channel referrer_type` the sender said itself. */
  stated?: string | undefined;
}
