import { limits, purposes as allPurposes } from '@touchtrail/contract';
import type { ConsentReceipt, ConsentRegime, Purpose, RejectionCode } from '@touchtrail/contract';
import { optOutPurposes } from './policy.ts';
import type { Policy } from './policy.ts';

/** What a request says and when, beside its events. */
export interface RequestFacts {
  regime: ConsentRegime;
  /** Global Privacy Control, or Do Not Track where the site honours it. */
  optOutSignal: boolean;
  receivedAt: number;
  /** Added to the sender's times; see `clockSkew`. */
  skew: number;
}

/**
 * What an event may be used for, or why it may not be kept. `decidedAt` is when the person chose, by
 * the service's clock; undefined when they did not.
 */
export type Permission =
  | { granted: true; purposes: readonly Purpose[]; decidedAt: number | undefined }
  | Refusal;
interface Refusal {
  granted: false;
  code: RejectionCode;
  message: string;
}

/** Sources that say what a page was configured with, not what a person chose. */
const notChosen: ReadonlySet<string> = new Set(['default', 'region', 'config', 'gpc', 'dnt']);

/** Sources that state a rule, where nobody was asked: no consent where consent is asked for first. */
const nobodyAsked: ReadonlySet<string> = new Set(['default', 'region']);

/** What makes no sense without measurement. */
export const needsMeasurement: ReadonlySet<Purpose> = new Set<Purpose>([
  'identification',
  'offline_join',
  'personalisation',
]);

const refuse = (code: RejectionCode, message: string): Refusal => ({
  granted: false,
  code,
  message,
});

/** Why a receipt cannot be what it claims, or undefined. */
function contradiction(receipt: ConsentReceipt, decidedAt: number, receivedAt: number) {
  if (decidedAt > receivedAt + limits.maxFutureMs) {
    return 'consent.decidedAt lies in the future.';
  }
  if (
    !receipt.purposes.includes('measurement') &&
    receipt.purposes.some((one) => needsMeasurement.has(one))
  ) {
    return 'consent.purposes has identification, offline_join or personalisation without measurement.';
  }
  return undefined;
}

function fromReceipt(
  receipt: ConsentReceipt,
  decidedAt: number,
  policy: Policy,
  { receivedAt, regime }: RequestFacts,
): Refusal | undefined {
  const wrong = contradiction(receipt, decidedAt, receivedAt);
  if (wrong !== undefined) return refuse('consent_invalid', wrong);
  if (regime === 'opt_in' && nobodyAsked.has(receipt.source)) {
    return refuse(
      'consent_missing',
      'The receipt states a default, and here a person has to be asked first.',
    );
  }
  if (policy.versions && !policy.versions.has(receipt.policyVersion ?? '')) {
    return refuse(
      'consent_policy',
      'consent.policyVersion is none this site accepts: ask again, or add the version to the policy.',
    );
  }
  if (receivedAt - decidedAt > policy.maxAgeMs) {
    return refuse(
      'consent_expired',
      'The decision is older than the site lets it count: ask again.',
    );
  }
  return undefined;
}

/**
 * What a receipt, or its absence, allows under a site's policy.
 *
 * Where consent is asked for first (`opt_in`), nothing without a receipt. Where a person may object
 * (`opt_out`), all but `content` until they decide. Where none is needed, everything. An opt-out signal
 * of the browser wins over all that the person did not choose on this site.
 */
export function permission(
  receipt: ConsentReceipt | undefined,
  policy: Policy,
  facts: RequestFacts,
): Permission {
  const { regime, optOutSignal, skew } = facts;
  const decidedAt = receipt && receipt.decidedAt + skew;
  let purposes: readonly Purpose[];
  if (regime === 'none') purposes = allPurposes;
  else if (receipt && decidedAt !== undefined) {
    const refusal = fromReceipt(receipt, decidedAt, policy, facts);
    if (refusal) return refusal;
    ({ purposes } = receipt);
  } else purposes = regime === 'opt_out' ? optOutPurposes : [];
  if (!purposes.includes('measurement') || policy.required.some((one) => !purposes.includes(one))) {
    return refuse(
      'consent_missing',
      `No consent receipt for ${['measurement', ...policy.required.filter((one) => one !== 'measurement')].join(', ')}: call touchtrail.consent(…) when the person agrees, or send consent.purposes.`,
    );
  }
  const chosen = receipt !== undefined && !notChosen.has(receipt.source);
  if (optOutSignal && !chosen) {
    if (policy.gpc === 'strict') {
      return refuse(
        'opted_out',
        'The browser asks not to be tracked and the person chose nothing else on this site.',
      );
    }
    purposes = purposes.filter((one) => one !== 'sharing');
  }
  // What nobody chose is no new decision: it never outweighs an earlier withdrawal.
  return { granted: true, purposes, decidedAt: chosen ? decidedAt : undefined };
}
