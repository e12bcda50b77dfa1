/**
 * Consent of platforms and browsers for the SDK: `connectConsent` here, each adapter under
 * `@touchtrail/sdk/consent/<name>`.
 *
 * @module
 */
export { connectConsent } from './connect.ts';
export type { ConnectOptions, ConsentConnection } from './connect.ts';
export { purposesFrom } from './purpose-map.ts';
export type { MapOptions, PurposeMap } from './purpose-map.ts';
export type {
  ConsentAdapter,
  ConsentSignal,
  ConsentState,
  Rank,
  Report,
  Statement,
} from './signal.ts';
