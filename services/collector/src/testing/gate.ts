import { sitePrivacySchema } from '@touchtrail/contract';
import type { Site, SitePrivacyInput } from '@touchtrail/contract';
import type { CollectorDeps } from '../collector.ts';
import type { Gate } from '../gate/gate.ts';
import { compilePolicy } from '../gate/policy.ts';
import type { Place } from '../gate/policy.ts';
import { memoryWithdrawals } from './harness.ts';

export const testNow = Date.parse('2026-11-22T10:00:05Z');

/** A gate at {@link testNow}, of a site with this policy. */
export function gateOf(
  privacy: SitePrivacyInput = {},
  change: Partial<Omit<Gate, 'policy' | 'facts' | 'withdrawals'>> & {
    consentMode?: Site['consentMode'];
    facts?: Partial<Gate['facts']>;
    place?: Place;
  } = {},
): Gate & { withdrawals: CollectorDeps['withdrawals'] } {
  const { consentMode = 'opt_in', facts, place, ...rest } = change;
  const policy = compilePolicy(
    { consentMode, privacy: sitePrivacySchema.parse(privacy) },
    Buffer.alloc(32, 7),
  );
  return {
    siteId: 'shop',
    policy,
    facts: {
      regime: policy.regimeAt(place),
      optOutSignal: false,
      receivedAt: testNow,
      skew: 0,
      ...facts,
    },
    withdrawals: memoryWithdrawals(),
    suppressions: { has: () => undefined },
    trusted: false,
    ...rest,
  };
}
