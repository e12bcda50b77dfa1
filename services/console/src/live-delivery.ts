import type { LiveDelivery } from '@touchtrail/contract';
import { clockSkew } from '@touchtrail/store';

/** What is known of a touch's way; times are epoch ms, each by the clock that is named. */
interface Way {
  /** When it happened, put right to the service's clock. */
  at: number;
  /** Whether its time was moved into what is accepted, so that its own is gone. */
  isClamped: boolean;
  /** When its batch left, by the sender's clock. */
  sentAt: number | null;
  /** By the service's clock. */
  receivedAt: number;
  /** When the database took it in, by its own clock; 0: before that was kept, null: not yet. */
  storedAt: number | null;
}

// Clocks of two machines differ by some ms; what they make of that is no time that anything took.
const told = (ms: number): number | null => (ms < 0 ? null : ms);

/**
 * How a touch came here. Waiting is told by the sender's clock alone and the way by both, unless they are
 * farther apart than requests take: then the difference is a wrong clock and the way cannot be told.
 *
 * @example
 * deliveryOf({ at: 1_000, isClamped: false, sentAt: 1_200, receivedAt: 1_212, storedAt: 1_500 });
 * // { waited: 200, travelled: 12, stored: 288, isStored: true, clockOff: 0 }
 */
export function deliveryOf({ at, isClamped, sentAt, receivedAt, storedAt }: Way): LiveDelivery {
  const clockOff = clockSkew(receivedAt, sentAt ?? undefined);
  return {
    waited: sentAt === null || isClamped ? null : told(sentAt + clockOff - at),
    travelled: sentAt === null || clockOff !== 0 ? null : told(receivedAt - sentAt),
    stored: storedAt === null || storedAt === 0 ? null : told(storedAt - receivedAt),
    isStored: storedAt !== null,
    clockOff,
  };
}
