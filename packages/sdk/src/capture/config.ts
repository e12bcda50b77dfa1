import type { Config } from '../types.ts';

/**
 * Settings of the capture modules, beside those of the core.
 *
 * @example
 * const config: CaptureConfig = { site: 'wk_…', modules: [search], searchParams: 'q suche' };
 * const touchtrail = createTouchtrail(config);
 */
export interface CaptureConfig extends Config {
  /**
   * Names of query parameters that hold what was searched on this site, separated by spaces. Default:
   * `q s query search keyword`.
   */
  searchParams?: string;
  /**
   * Send what was searched, scrubbed, where the person allows `content`. Default false: only how long
   * it was.
   */
  searchTerms?: boolean;
}
