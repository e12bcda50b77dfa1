/**
 * One thing that is told of an event. Pure: the same raw fields and resources always tell the same, so
 * a step can be run again over what is stored. Whoever changes what a step tells raises its version.
 *
 * @example
 * userAgentStep.derive({ userAgent: '… Firefox/132.0', signals: '' }).browser; // 'Firefox'
 */
export interface Step<Raw, Told, Resources = undefined> {
  name: string;
  version: number;
  derive(raw: Raw, resources: Resources): Told;
}
