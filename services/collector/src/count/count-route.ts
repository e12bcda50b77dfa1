import { pageCountSchema } from '@touchtrail/contract';
import type { PageCount } from '@touchtrail/contract';
import { scrubPath, scrubText } from '@touchtrail/sdk/scrub';
import type { CountRow, Spool } from '@touchtrail/store';
import type { Context } from 'hono';
import { problemText } from '../check-event.ts';
import { addressOf, checkType, siteFor } from '../events-route.ts';
import type { EventsRouteDeps, NodeEnv } from '../events-route.ts';
import { problemAnswer } from '../problem-answer.ts';
import { RequestProblem, parseJson, readBody } from '../read-body.ts';
import type { BoundedNames } from './bounded-names.ts';

export interface CountRouteDeps extends Omit<EventsRouteDeps, 'events'> {
  counts: Pick<Spool<CountRow>, 'append'>;
  paths: BoundedNames;
  referrers: BoundedNames;
}

const hourMs = 3_600_000;
const maxBytes = 4_096;
const hostName = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

function readCount(body: unknown): PageCount {
  const parsed = pageCountSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new RequestProblem(
    'invalid_batch',
    `Not a count: ${problemText(parsed.error.issues)}`,
    'Send {"v":1,"site":"wk_…","path":"/","referrer":"search.example","channel":"web"}.',
  );
}

/** A host as it may be kept: nothing that is more than a name. */
function hostOf(referrer: string | undefined): string {
  const host = (referrer ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return hostName.test(host) && scrubText(host) === host ? host : '';
}

async function accept(c: Context<NodeEnv>, deps: CountRouteDeps): Promise<Response> {
  const { limits, clock } = deps;
  const address = addressOf(c, deps.trustedProxies);
  limits.beforeBody(address);
  checkType(c);
  const bytes = await readBody(c.req.raw, c.env?.incoming, {
    ...deps.bodyLimits,
    maxBytes,
    maxInflatedBytes: maxBytes,
  });
  const count = readCount(parseJson(bytes));
  const { site, cors } = await siteFor(c, count.site, deps.sites);
  if (!site.privacy.aggregate) {
    throw new RequestProblem(
      'aggregate_off',
      'This site does not count visitors who are not measured.',
      'Switch privacy.aggregate on for the site, or leave the aggregate mode of the SDK off.',
    );
  }
  limits.afterBody({ key: `${site.id} count`, address, anonymousId: undefined, events: 1 });
  const now = clock();
  await deps.counts.append([
    {
      site_id: site.id,
      hour: Math.floor(now / hourMs) * (hourMs / 1_000),
      path: deps.paths.name(site.id, scrubPath(count.path).slice(0, 500)),
      referrer: deps.referrers.name(site.id, hostOf(count.referrer)),
      channel: count.channel ?? 'web',
      count: 1,
    },
  ]);
  deps.metrics.add('touchtrail_page_counts_total');
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store', ...cors } });
}

/**
 * `POST /v1/count`: counts one page view of somebody who is not measured. Keeps no id, no address, no
 * user agent, and no time finer than the hour.
 */
export const postCount =
  (deps: CountRouteDeps) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    try {
      return await accept(c, deps);
    } catch (error) {
      return problemAnswer(error, deps);
    }
  };
