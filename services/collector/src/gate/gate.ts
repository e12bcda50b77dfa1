import type { ConsentReceipt, RejectionCode, TouchtrailEvent } from '@touchtrail/contract';
import type { ConsentIds } from '@touchtrail/store';
import type { Policy } from './policy.ts';
import { needsMeasurement, permission } from './receipt.ts';
import type { Permission, RequestFacts } from './receipt.ts';
import { scrubEvent } from './scrub-event.ts';
import { stripUncovered } from './strip.ts';
import type { Draft, Stripped } from './strip.ts';

/** What the gate says: the event as it may be stored, or why it may not be. */
export type GateAnswer =
  | { pass: true; event: TouchtrailEvent; stripped: Stripped; withdrawal?: Withdrawal }
  | { pass: false; code: RejectionCode; message: string };

/** Consent taken back by an event: from this instant of the service's clock what came before is void. */
export interface Withdrawal {
  ids: ConsentIds;
  at: number;
}

/** Ids whose events are not taken: erased subjects, and those whose processing is restricted. */
export interface Suppressions {
  /** Answered from memory, since every event asks. */
  has(siteId: string, ids: SubjectIds): 'erased' | 'restricted' | undefined;
}
export interface SubjectIds extends ConsentIds {
  accountId?: string | undefined;
}

/** What the gate knows beside the event. */
export interface Gate {
  siteId: string;
  policy: Policy;
  facts: RequestFacts;
  withdrawals: { at(siteId: string, ids: ConsentIds): number | undefined };
  suppressions: Suppressions;
  /** What covers events that bring no receipt: the legal basis of a back end's key. */
  basis?: ConsentReceipt | undefined;
  /** Whether a userId may take consent back: only from a back end, a browser could name anybody. */
  trusted: boolean;
}

/** How long before its decision an event may have happened where the site allows to keep it at all. */
const flushMs = 30 * 60_000;

/** Consent platforms state a decision in whole seconds, so an event may seem this much earlier. */
const roundingMs = 1_000;

const refuse = (code: RejectionCode, message: string): GateAnswer => ({
  pass: false,
  code,
  message,
});

const subjectMessages = {
  erased: 'This subject was erased; nothing of it is taken again.',
  restricted: 'Processing of this subject is restricted for now.',
} as const;

/** Only who, when, and the choice: nothing about what the person did. */
function choiceOnly(event: TouchtrailEvent, trusted: boolean): Draft {
  const { id, type, name, at, anonymousId, userId, seq, consent, props } = event;
  const purposes = consent?.purposes.filter((one) => !needsMeasurement.has(one)) ?? [];
  return {
    id,
    type,
    name,
    at,
    ...(anonymousId !== undefined && { anonymousId }),
    ...(trusted && userId !== undefined && { userId }),
    ...(seq !== undefined && { seq }),
    ...(consent && { consent: { ...consent, purposes } }),
    // Asks for erasure too.
    ...(props?.['erase'] === true && { props: { erase: true } }),
  } as Draft;
}

function passWithdrawal(event: TouchtrailEvent, gate: Gate): GateAnswer {
  const { facts, trusted, siteId } = gate;
  const draft = choiceOnly(event, trusted);
  const { anonymousId, userId } = draft;
  if (anonymousId === undefined && userId === undefined) {
    return refuse('consent_missing', 'A withdrawal needs the id whose consent is taken back.');
  }
  const ids = { anonymousId, userId };
  if (gate.suppressions.has(siteId, ids) === 'erased') {
    return refuse('erased', subjectMessages.erased);
  }
  const stripped: Stripped = [];
  // Its name is not ours to trust either.
  scrubEvent(draft, gate.policy.fields.hashed, gate.policy.scrubUrl);
  const decidedAt = (event.consent?.decidedAt ?? event.at) + facts.skew;
  return {
    pass: true,
    event: draft as TouchtrailEvent,
    stripped,
    withdrawal: { ids, at: Math.min(decidedAt, facts.receivedAt) },
  };
}

function beforeDecision(event: TouchtrailEvent, { policy, facts }: Gate): string | undefined {
  const decidedAt = event.consent?.decidedAt;
  // Where a person may object, what came before the decision was allowed.
  if (facts.regime !== 'opt_in' || decidedAt === undefined) return undefined;
  if (event.at >= decidedAt - roundingMs) return undefined;
  if (!policy.allowBeforeConsent) {
    return 'It happened before the decision its receipt states, and this site does not keep that.';
  }
  if (event.beforeConsent !== true || decidedAt - event.at > flushMs) {
    return 'From before the decision only what is marked beforeConsent and at most 30 minutes older is kept.';
  }
  return undefined;
}

/**
 * A clock that was set back leaves the decision and what followed it in the future alike: both happened
 * before they arrived, so the decision counts as made now. A decision that is in the future alone stays.
 */
function afterClockStep(event: TouchtrailEvent, { facts }: Gate): TouchtrailEvent {
  const { consent, at } = event;
  const latest = facts.receivedAt - Math.max(0, facts.skew);
  if (!consent || consent.decidedAt <= latest || at < consent.decidedAt) return event;
  return { ...event, consent: { ...consent, decidedAt: latest } };
}

/** A basis is no decision of the person: it never outlasts a withdrawal, however new it is. */
export function permissionOf(
  { consent }: { consent?: ConsentReceipt | undefined },
  { policy, facts, basis }: Gate,
): Permission {
  if (consent || !basis) return permission(consent, policy, facts);
  const answer = permission({ ...basis, decidedAt: facts.receivedAt - facts.skew }, policy, facts);
  return answer.granted ? { ...answer, decidedAt: undefined } : answer;
}

/**
 * The second consent gate, behind the one in the browser, for senders that lie as for those that do
 * not. Checks, in this order: the receipt against the site's policy, the event's time against the
 * decision, what its ids have said since, whether the subject is suppressed. Then takes away field by
 * field what is not covered, applies the site's field policies, and scrubs addresses and text.
 *
 * A `consent` event that takes consent back always passes, as the bare fact.
 */
export function passGate(given: TouchtrailEvent, gate: Gate): GateAnswer {
  const { policy, siteId } = gate;
  // First, since the lists of withdrawn and erased ids know an id as it is stored.
  const { event: applied, dropped } = policy.fields.apply(given);
  const event = afterClockStep(applied, gate);
  const { consent } = event;
  if (event.type === 'consent') {
    if (!consent) {
      return refuse('consent_missing', 'A consent event needs the receipt it is about.');
    }
    if (!consent.purposes.includes('measurement')) return passWithdrawal(event, gate);
  }
  const permitted = permissionOf(event, gate);
  if (!permitted.granted) return refuse(permitted.code, permitted.message);
  const early = beforeDecision(event, gate);
  if (early !== undefined) return refuse('before_consent', early);
  const { purposes, decidedAt } = permitted;
  if (
    (event.type === 'identify' || event.type === 'account') &&
    !purposes.includes('identification')
  ) {
    return refuse(
      'consent_missing',
      `${event.type} needs a consent receipt with the purpose "identification".`,
    );
  }
  const stripped: Stripped = dropped.map((field) => `${field}:policy`);
  const draft: Draft = { ...event };
  if (!consent && gate.basis) draft.consent = gate.basis;
  stripUncovered(draft, purposes, policy, stripped);
  const { anonymousId, userId, accountId } = draft;
  if (anonymousId === undefined && userId === undefined && accountId === undefined) {
    return refuse(
      'consent_missing',
      'Without "identification" no id is left: send an anonymousId, or the purpose.',
    );
  }
  const ids = { anonymousId, userId, accountId };
  const withdrawnAt = gate.withdrawals.at(siteId, ids);
  if (withdrawnAt !== undefined && !(decidedAt !== undefined && decidedAt > withdrawnAt)) {
    return refuse('withdrawn', 'Consent was taken back after the decision this receipt states.');
  }
  const suppressed = gate.suppressions.has(siteId, ids);
  if (suppressed) return refuse(suppressed, subjectMessages[suppressed]);
  scrubEvent(draft, policy.fields.hashed, policy.scrubUrl);
  return { pass: true, event: draft as TouchtrailEvent, stripped };
}
