import { phoneRequestSchema } from '@touchtrail/contract';
import type { PhoneAnswer, PhoneRequest } from '@touchtrail/contract';
import { clockSkew } from '@touchtrail/store';
import type { Context } from 'hono';
import { jsonAnswer } from '../answer.ts';
import { problemText } from '../check-event.ts';
import { isLoopback, truncated } from '../country/address.ts';
import { addressOf, checkType, siteFor } from '../events-route.ts';
import type { EventsRouteDeps, NodeEnv } from '../events-route.ts';
import { permission } from '../gate/receipt.ts';
import { problemAnswer } from '../problem-answer.ts';
import { RequestProblem, parseJson, readBody } from '../read-body.ts';
import type { CachedSite } from '../site-cache.ts';
import type { Asking, LeaseDesk } from './lease-desk.ts';

export interface PhoneRouteDeps extends EventsRouteDeps {
  desk: LeaseDesk;
}

const maxBytes = 16_384;

function readRequest(body: unknown): PhoneRequest {
  const parsed = phoneRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new RequestProblem(
    'invalid_batch',
    `Not a request for a number: ${problemText(parsed.error.issues)}`,
    'Send {"v":1,"site":"wk_…","visit":"…","anonymousId":"…","consent":{…}}.',
  );
}

/** Whether what the visit does may be joined to a call, by the same rules as its events. */
function mayJoin(
  request: PhoneRequest,
  site: CachedSite,
  deps: PhoneRouteDeps,
  asked: { address: string | undefined; optOutSignal: boolean },
): boolean {
  const { policy } = site;
  const receivedAt = deps.clock();
  const place = asked.address === undefined ? undefined : deps.country?.(asked.address);
  const permitted = permission(request.consent, policy, {
    regime: policy.regimeAt(place),
    optOutSignal: asked.optOutSignal,
    receivedAt,
    skew: clockSkew(receivedAt, request.sentAt),
  });
  if (!permitted.granted || !permitted.purposes.includes('offline_join')) return false;
  const ids = { anonymousId: request.anonymousId };
  const withdrawnAt = deps.withdrawals.at(site.id, ids);
  const { decidedAt } = permitted;
  if (withdrawnAt !== undefined && !(decidedAt !== undefined && decidedAt > withdrawnAt))
    return false;
  return deps.suppressions.has(site.id, ids) === undefined;
}

async function accept(c: Context<NodeEnv>, deps: PhoneRouteDeps): Promise<Response> {
  const { limits, metrics } = deps;
  const address = addressOf(c, deps.trustedProxies);
  limits.beforeBody(address);
  checkType(c);
  const bodyLimits = { ...deps.bodyLimits, maxBytes, maxInflatedBytes: maxBytes };
  const bytes = await readBody(c.req.raw, c.env?.incoming, bodyLimits);
  const request = readRequest(parseJson(bytes));
  const { site, cors } = await siteFor(c, request.site, deps.sites);
  const { visit, anonymousId } = request;
  limits.afterBody({ key: `${site.id} phone`, address, anonymousId, events: 1 });
  const optOutSignal =
    c.req.header('sec-gpc') === '1' || (site.policy.honourDnt && c.req.header('dnt') === '1');
  // A lease holds the id as it is, which a site may not want to be stored.
  const keepsIds = (site.privacy.fieldPolicies['anonymousId'] ?? 'keep') === 'keep';
  const who: Asking | undefined =
    visit !== undefined &&
    anonymousId !== undefined &&
    keepsIds &&
    mayJoin(request, site, deps, { address, optOutSignal })
      ? {
          visit,
          anonymousId,
          place: address === undefined || isLoopback(address) ? undefined : truncated(address),
        }
      : undefined;
  const shown = await deps.desk.show(site.id, who);
  if (!shown) {
    throw new RequestProblem(
      'not_found',
      'This site has no phone numbers.',
      'Name them: `touchtrail phone set --site SITE --number +49… --fallback +49…`.',
    );
  }
  metrics.add('touchtrail_phone_numbers_total', 1, { result: shown.result });
  const answer: PhoneAnswer = { number: shown.number, until: shown.until };
  return jsonAnswer(200, answer, cors);
}

/** `POST /v1/phone`: the number to show a visit. */
export const postPhone =
  (deps: PhoneRouteDeps) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    try {
      return await accept(c, deps);
    } catch (error) {
      return problemAnswer(error, deps);
    }
  };
