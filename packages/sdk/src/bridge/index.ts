/**
 * The page's side of the bridge to the SDK in frames and web views; the other side is
 * `@touchtrail/sdk/bridge/child`.
 *
 * @module
 */
export type { DropReason, Drops } from './count-drops.ts';
export { readBridgeConsent, readBridgeEvent } from './message.ts';
export type { BridgeConsent, BridgeEvent, BridgeEventType } from './message.ts';
export { openBridge } from './open-bridge.ts';
export type { Bridge, BridgeOptions } from './open-bridge.ts';
