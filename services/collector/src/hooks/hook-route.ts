import { limits as wire } from '@touchtrail/contract';
import type { BatchAnswer, RejectedEvent } from '@touchtrail/contract';
import { mapPayload } from '@touchtrail/store';
import type { Hook, MappedEvent, PhoneStore } from '@touchtrail/store';
import type { Context } from 'hono';
import { jsonAnswer } from '../answer.ts';
import { addressOf } from '../events-route.ts';
import type { EventsRouteDeps, NodeEnv } from '../events-route.ts';
import { readBatch } from '../intake.ts';
import type { LiveList } from '../live-list.ts';
import { problemAnswer } from '../problem-answer.ts';
import { RequestProblem, inflated, parseJson, readSent } from '../read-body.ts';
import { basisOf } from '../server/server-route.ts';
import type { CachedSite } from '../site-cache.ts';
import { takeBatch } from '../take-batch.ts';
import { callTime, withCaller } from './caller.ts';
import { verifyHook } from './verify-hook.ts';

export interface HookRouteDeps extends EventsRouteDeps {
  hooks: LiveList<Hook>;
  phone: Pick<PhoneStore, 'join'>;
}

/** What a webhook is answered. */
type HookAnswer = Pick<BatchAnswer, 'accepted' | 'duplicates' | 'rejected'> & {
  /** Records that no rule of the mapping is for. */
  ignored: number;
};

/** A form is a flat object of texts. */
function payloadOf(bytes: Uint8Array, type: string | undefined): unknown {
  return /^application\/x-www-form-urlencoded\b/i.test(type ?? '')
    ? Object.fromEntries(new URLSearchParams(Buffer.from(bytes).toString('utf8')))
    : parseJson(bytes);
}

const unknownHook = () =>
  new RequestProblem(
    'not_found',
    'There is no such webhook.',
    'See `touchtrail hook list` for the addresses there are.',
    true,
  );

/**
 * `POST /v1/hooks/:id`: what another system tells, as events by the mapping of the hook. Answers 200
 * when all of it is durable, refused records with their reasons included: a webhook that is answered
 * with an error is sent again for days, or switched off.
 */
export function postHook(deps: HookRouteDeps) {
  const { clock, hooks, limits, sites, bodyLimits, metrics } = deps;

  const take = async (
    hook: Hook,
    site: CachedSite,
    events: readonly MappedEvent[],
    bodyBytes: number,
  ): Promise<BatchAnswer> => {
    const receivedAt = clock();
    const times = events.flatMap((one) => callTime(one) ?? []);
    const join =
      times.length > 0
        ? await deps.phone.join(hook.siteId, { from: Math.min(...times), to: Math.max(...times) })
        : undefined;
    const batch = { v: 1, site: site.id, events: events.map((one) => withCaller(one, hook, join)) };
    const answer = await takeBatch(
      {
        read: readBatch(batch),
        site,
        source: 'server',
        receivedAt,
        bodyBytes,
        key: { scopes: ['events:write'], basis: basisOf(hook) },
        cors: {},
      },
      deps,
    );
    const { accepted = 0, duplicates = 0, rejected = [] } = (await answer.json()) as BatchAnswer;
    return { accepted, duplicates, rejected };
  };

  const accept = async (c: Context<NodeEnv>): Promise<Response> => {
    limits.beforeBody(addressOf(c, deps.trustedProxies));
    const sent = await readSent(c.req.raw, c.env?.incoming, bodyLimits);
    const hook = await hooks.find(c.req.param('id') ?? '');
    if (!hook) throw unknownHook();
    const { method } = c.req;
    verifyHook(hook.auth, { method, header: (name) => c.req.header(name), body: sent }, clock());
    limits.signed(hook.id);
    const site = await sites.byId(hook.siteId);
    if (!site) throw unknownHook();
    const bytes = await inflated(sent, c.req.raw, bodyLimits);
    const payload = payloadOf(bytes, c.req.header('content-type'));
    const { events, ignored } = mapPayload(hook.mapping, payload, `hook:${hook.id}`);
    const total: HookAnswer = { accepted: 0, duplicates: 0, rejected: [], ignored };
    metrics.add('touchtrail_hook_records_total', ignored, { result: 'ignored' });
    metrics.add('touchtrail_hook_records_total', events.length, { result: 'mapped' });
    for (let start = 0; start < events.length; start += wire.batchEvents) {
      const some = events.slice(start, start + wire.batchEvents);
      const { accepted, duplicates, rejected } = await take(hook, site, some, bytes.length);
      total.accepted += accepted;
      total.duplicates += duplicates;
      total.rejected.push(
        ...rejected.map((one): RejectedEvent => ({ ...one, index: one.index + start })),
      );
    }
    return jsonAnswer(200, total);
  };

  return async (c: Context<NodeEnv>): Promise<Response> => {
    try {
      return await accept(c);
    } catch (error) {
      return problemAnswer(error, deps);
    }
  };
}
