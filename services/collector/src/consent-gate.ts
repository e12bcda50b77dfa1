import type { ConsentReceipt, Purpose, Site, TouchtrailEvent } from '@touchtrail/contract';

/** What the gate says: the event as it may be stored, or why it may not be. */
export type GateAnswer = { pass: true; event: TouchtrailEvent } | { pass: false; message: string };

const covers = (receipt: ConsentReceipt | undefined, purpose: Purpose) =>
  receipt?.purposes.includes(purpose) ?? false;

/** The bare fact that a choice was made or taken back: nothing about what the person did. */
function choiceOnly(event: TouchtrailEvent): TouchtrailEvent {
  const { id, type, name, at, anonymousId, seq, consent } = event;
  return {
    id,
    type,
    name,
    at,
    ...(anonymousId !== undefined && { anonymousId }),
    ...(seq !== undefined && { seq }),
    ...(consent !== undefined && { consent }),
  };
}

/**
 * The second consent gate, behind the one in the browser. On a site with `opt_in`:
 * an event needs a receipt for `measurement`; `identify` needs `identification` too; any other event
 * without `identification` loses its `userId`. A `consent` event records the choice itself, so it
 * passes with any receipt, stripped to that fact where `measurement` is not allowed.
 */
export function consentGate(site: Pick<Site, 'consentMode'>, event: TouchtrailEvent): GateAnswer {
  if (site.consentMode === 'none') return { pass: true, event };
  const receipt = event.consent;
  if (!covers(receipt, 'measurement')) {
    if (event.type === 'consent' && receipt && event.anonymousId !== undefined) {
      return { pass: true, event: choiceOnly(event) };
    }
    return {
      pass: false,
      message:
        'No consent receipt for measurement: call touchtrail.consent(…) when the person agrees, or send consent.purposes with "measurement".',
    };
  }
  if (event.userId === undefined || covers(receipt, 'identification')) return { pass: true, event };
  const { userId: _withheld, ...anonymous } = event;
  if (event.type === 'identify') {
    return {
      pass: false,
      message: 'identify needs a consent receipt with the purpose "identification".',
    };
  }
  return anonymous.anonymousId === undefined && anonymous.accountId === undefined
    ? {
        pass: false,
        message:
          'Only a userId and no consent for "identification": send an anonymousId, or the purpose.',
      }
    : { pass: true, event: anonymous };
}

/**
 * How much of a refused event may be kept in quarantine, by its receipt as it came, before validation:
 * nothing, all but the `userId`, or all.
 */
export function rawAllowed(
  site: Pick<Site, 'consentMode'>,
  consent: unknown,
): 'nothing' | 'anonymous' | 'all' {
  if (site.consentMode === 'none') return 'all';
  if (consent === null || typeof consent !== 'object' || !('purposes' in consent)) return 'nothing';
  const { purposes } = consent;
  if (!Array.isArray(purposes) || !purposes.includes('measurement')) return 'nothing';
  return purposes.includes('identification') ? 'all' : 'anonymous';
}
