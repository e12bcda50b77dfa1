import type { FeedbackOptions, Purpose, Touchtrail } from '../types.ts';
import type { DropReason } from './count-drops.ts';
import { bytesOf, messageBytes, readBridgeEvent } from './message.ts';
import type { BridgeEvent } from './message.ts';

/** What is known when a message comes in. */
export interface Reception {
  /** Whether the frame has not said too much in the last second. */
  mayPass: boolean;
  /** What is allowed; `undefined` while nothing has been heard: the SDK itself decides then. */
  purposes: readonly Purpose[] | undefined;
  /** Events from before this (epoch ms) may be older than consent. */
  since: number;
}

/** The calls that a frame may make. */
export type Recorder = Pick<Touchtrail, 'touch' | 'conversion' | 'feedback'>;

function record(touchtrail: Recorder, event: BridgeEvent, purposes: readonly Purpose[] = []): void {
  const { type, name, ratingScale: scale, comment } = event;
  const options: Record<string, unknown> = { scale };
  for (const key of ['touchpoint', 'channel', 'props', 'value', 'currency', 'rating'] as const) {
    options[key] = event[key];
  }
  // What a person wrote is taken with their consent to that only.
  if (purposes.includes('content')) options['comment'] = comment;
  if (name === undefined) touchtrail.feedback(options as FeedbackOptions);
  else if (type === 'conversion') touchtrail.conversion(name, options);
  else touchtrail.touch(name, { ...options, type });
}

/**
 * Takes one message of a frame: recorded as if the page had recorded it, or refused.
 *
 * @returns why it was refused; `undefined` when it was taken.
 */
export function receive(
  touchtrail: Recorder,
  data: unknown,
  { mayPass, purposes, since }: Reception,
): DropReason | undefined {
  // First, so that a flood costs next to nothing.
  if (!mayPass) return 'bridge_rate';
  if (typeof data === 'string' && bytesOf(data) > messageBytes) return 'bridge_size';
  const event = readBridgeEvent(data);
  if (!event) return 'bridge_schema';
  if (event.at < since || purposes?.includes('measurement') === false) return 'bridge_consent';
  record(touchtrail, event, purposes);
  return undefined;
}
