import type { IncomingMessage } from 'node:http';
import type { Context, Env } from 'hono';
import { errorAnswer } from './answer.ts';
import { clientAddress } from './country/address.ts';
import type { Browser } from '@touchtrail/enrich';
import { readBatch } from './intake.ts';
import type { ReadBatch } from './intake.ts';
import { problemAnswer, readableByAll } from './problem-answer.ts';
import type { ProblemDeps } from './problem-answer.ts';
import { RequestProblem, parseJson, readBody } from './read-body.ts';
import type { BodyLimits } from './read-body.ts';
import type { CachedSite, SiteCache } from './site-cache.ts';
import { takeBatch } from './take-batch.ts';
import type { TakeBatchDeps } from './take-batch.ts';

export interface EventsRouteDeps extends TakeBatchDeps, ProblemDeps {
  sites: SiteCache;
  clock: () => number;
  bodyLimits: BodyLimits;
  /** How many proxies of ours stand before the service. */
  trustedProxies: number;
}

/** Bindings of `@hono/node-server`; absent when the app is called directly. */
export interface NodeEnv extends Env {
  Bindings: { incoming?: IncomingMessage };
}

const acceptedTypes = /^(application\/json|text\/plain)\s*(;|$)/i;

/** @throws RequestProblem `unsupported_media_type` */
export function checkType(c: Context<NodeEnv>): void {
  const type = c.req.header('content-type');
  if (type !== undefined && !acceptedTypes.test(type)) {
    throw new RequestProblem(
      'unsupported_media_type',
      'The content type is not supported.',
      'Send JSON as application/json or text/plain.',
      true,
    );
  }
}

/** The address behind a request. Never to be written anywhere. */
export const addressOf = (c: Context<NodeEnv>, trustedProxies: number): string | undefined =>
  clientAddress(
    c.env?.incoming?.socket.remoteAddress,
    c.req.header('x-forwarded-for'),
    trustedProxies,
  );

/**
 * The site of a write key, when the page's origin may send to it.
 *
 * @throws RequestProblem `unknown_key`, `origin_not_allowed`
 */
export async function siteFor(
  c: Context<NodeEnv>,
  writeKey: string,
  sites: SiteCache,
): Promise<{ site: CachedSite; cors: Record<string, string> }> {
  const site = await sites.byWriteKey(writeKey);
  if (!site) {
    throw new RequestProblem(
      'unknown_key',
      'No site has this write key.',
      'Copy the write key (wk_…) from the dashboard or from `touchtrail site list`.',
    );
  }
  const origin = c.req.header('origin');
  if (origin === undefined ? site.privacy.originCheck === 'required' : !site.allows(origin)) {
    throw new RequestProblem(
      'origin_not_allowed',
      'This site does not accept events from this origin.',
      'Add the origin to the site, for example with `touchtrail site update SITE --origin https://shop.example`.',
    );
  }
  return {
    site,
    cors: origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'Origin' },
  };
}

const browserOf = (c: Context<NodeEnv>): Browser => {
  const mobile = c.req.header('sec-ch-ua-mobile');
  return {
    userAgent: c.req.header('user-agent') ?? '',
    mobile: mobile === undefined ? undefined : mobile === '?1',
  };
};

const anonymousIdOf = ({ batch }: ReadBatch): string | undefined => {
  const [first] = batch.events as readonly { anonymousId?: unknown }[];
  const id = first?.anonymousId ?? batch.context?.anonymousId;
  return typeof id === 'string' ? id : undefined;
};

async function acceptBatch(c: Context<NodeEnv>, deps: EventsRouteDeps): Promise<Response> {
  const { limits } = deps;
  const address = addressOf(c, deps.trustedProxies);
  limits.beforeBody(address);
  checkType(c);
  const bytes = await readBody(c.req.raw, c.env?.incoming, deps.bodyLimits);
  const receivedAt = deps.clock();
  const read = readBatch(parseJson(bytes));
  const { site, cors } = await siteFor(c, read.batch.site, deps.sites);
  limits.afterBody({
    key: site.id,
    address,
    anonymousId: anonymousIdOf(read),
    events: read.batch.events.length,
  });
  return takeBatch(
    {
      read,
      site,
      source: 'sdk',
      receivedAt,
      bodyBytes: bytes.length,
      address,
      browser: browserOf(c),
      signals: { gpc: c.req.header('sec-gpc') === '1', dnt: c.req.header('dnt') === '1' },
      cors,
    },
    deps,
  );
}

/** `POST /v1/events`: answers 202 only after every accepted event is durable. */
export const postEvents =
  (deps: EventsRouteDeps) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    try {
      return await acceptBatch(c, deps);
    } catch (error) {
      return problemAnswer(error, deps);
    }
  };

/** What a preflight allows. */
interface Allowed {
  methods: string;
  /** Headers a request may bear, of those that were asked for. */
  headers: (asked: string) => string;
  /** What the answer depends on. */
  vary: string;
}

const plainPost: Allowed = {
  methods: 'POST',
  headers: () => 'content-type, content-encoding',
  vary: 'Origin',
};

/** The preflight, which a browser sends before `application/json` from another origin. */
export const preflight =
  (sites: SiteCache, { methods, headers, vary }: Allowed = plainPost) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    const origin = c.req.header('origin');
    if (origin === undefined || !(await sites.anyAllows(origin))) {
      return new Response(null, { status: 204, headers: { vary: 'Origin' } });
    }
    return new Response(null, {
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': methods,
        'access-control-allow-headers': headers(
          c.req.header('access-control-request-headers') ?? '',
        ),
        'access-control-max-age': '86400',
        vary,
      },
    });
  };

/** Any other method. */
export const wrongMethod = (): Response =>
  errorAnswer('method_not_allowed', 'Only POST is answered here.', 'Send a batch with POST.', {
    headers: { allow: 'POST, OPTIONS', ...readableByAll },
  });
