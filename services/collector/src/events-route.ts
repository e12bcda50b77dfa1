import type { IncomingMessage } from 'node:http';
import type { Context, Env } from 'hono';
import { isStoreError } from '@touchtrail/store';
import type { EventRow } from '@touchtrail/store';
import { errorAnswer, jsonAnswer } from './answer.ts';
import { readBatch, takeIn } from './intake.ts';
import type { IntakeDeps } from './intake.ts';
import type { Metrics } from './metrics.ts';
import { RequestProblem, parseJson, readBody } from './read-body.ts';
import type { BodyLimits } from './read-body.ts';
import type { SiteCache } from './site-cache.ts';

export interface EventsRouteDeps extends IntakeDeps {
  sites: SiteCache;
  metrics: Metrics;
  clock: () => number;
  bodyLimits: BodyLimits;
  /** Called when a right batch could not be made durable, with the reason. */
  onRefused: (why: string) => void;
  /** Called with what was made durable, after it was. */
  onAccepted?: ((siteId: string, rows: readonly EventRow[]) => void) | undefined;
}

/** Bindings of `@hono/node-server`; absent when the app is called directly. */
export interface NodeEnv extends Env {
  Bindings: { incoming?: IncomingMessage };
}

const acceptedTypes = /^(application\/json|text\/plain)\s*(;|$)/i;

// A page must be able to read why it was refused, or its SDK would send the same batch for ever. An
// answer with an error holds nothing secret, and there are no credentials.
const readableByAll = {
  'access-control-allow-origin': '*',
  // Else a page of another origin could not read how long to wait.
  'access-control-expose-headers': 'retry-after',
};

const spoolCodes: ReadonlySet<string> = new Set(['disk_full', 'spool_full', 'spool_failed']);

function problemAnswer(error: unknown, onRefused: (why: string) => void): Response {
  if (error instanceof RequestProblem) {
    return errorAnswer(error.code, error.message, error.hint, {
      headers: { ...readableByAll, ...(error.closes && { connection: 'close' }) },
    });
  }
  onRefused(error instanceof Error ? error.message : String(error));
  return isStoreError(error) && spoolCodes.has(error.code)
    ? errorAnswer(
        'spool_full',
        'The service cannot take events now: its disk or its spool is full.',
        'Keep the events and send them again later. Operators: free disk space.',
        { headers: readableByAll },
      )
    : errorAnswer(
        'store_unavailable',
        'The service cannot take events now.',
        'Keep the events and send them again later.',
        { headers: readableByAll },
      );
}

async function acceptBatch(c: Context<NodeEnv>, deps: EventsRouteDeps): Promise<Response> {
  const { sites, metrics, clock } = deps;
  const type = c.req.header('content-type');
  if (type !== undefined && !acceptedTypes.test(type)) {
    throw new RequestProblem(
      'unsupported_media_type',
      'The content type is not supported.',
      'Send JSON as application/json or text/plain.',
      true,
    );
  }
  const bytes = await readBody(c.req.raw, c.env?.incoming, deps.bodyLimits);
  const receivedAt = clock();
  const read = readBatch(parseJson(bytes));
  const site = await sites.byWriteKey(read.batch.site);
  if (!site) {
    throw new RequestProblem(
      'unknown_key',
      'No site has this write key.',
      'Copy the write key (wk_…) from the dashboard or from `touchtrail site list`.',
    );
  }
  const origin = c.req.header('origin');
  if (origin !== undefined && !site.allows(origin)) {
    throw new RequestProblem(
      'origin_not_allowed',
      'This site does not accept events from this origin.',
      'Add the origin to the site, for example with `touchtrail site update SITE --origin https://shop.example`.',
    );
  }
  const intake = await takeIn(read, site, receivedAt, bytes.length, deps);
  const { accepted, duplicates, rejected } = intake;
  metrics.add('touchtrail_events_accepted_total', accepted);
  metrics.add('touchtrail_events_duplicate_total', duplicates);
  metrics.add('touchtrail_fields_unknown_total', intake.unknownFields);
  for (const { code } of rejected) metrics.add('touchtrail_events_rejected_total', 1, { code });
  for (const count of Object.values(read.batch.dropped ?? {})) {
    metrics.add('touchtrail_events_dropped_by_senders_total', count);
  }
  if (accepted > 0) deps.onAccepted?.(site.id, intake.rows);
  const cors: Record<string, string> =
    origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'Origin' };
  if (accepted === 0 && duplicates === 0) {
    return errorAnswer(
      'all_events_invalid',
      'No event of the batch could be accepted.',
      'See `rejected` for the reason of each.',
      { body: { rejected }, headers: cors },
    );
  }
  return jsonAnswer(202, { accepted, duplicates, rejected }, cors);
}

/** `POST /v1/events`: answers 202 only after every accepted event is durable. */
export const postEvents =
  (deps: EventsRouteDeps) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    try {
      return await acceptBatch(c, deps);
    } catch (error) {
      return problemAnswer(error, deps.onRefused);
    }
  };

/** The preflight, which a browser sends before `application/json` from another origin. */
export const preflight =
  (sites: SiteCache) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    const origin = c.req.header('origin');
    if (origin === undefined || !(await sites.anyAllows(origin))) {
      return new Response(null, { status: 204, headers: { vary: 'Origin' } });
    }
    return new Response(null, {
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type, content-encoding',
        'access-control-max-age': '86400',
        vary: 'Origin',
      },
    });
  };

/** Any other method. */
export const wrongMethod = (): Response =>
  errorAnswer('method_not_allowed', 'Only POST is answered here.', 'Send a batch with POST.', {
    headers: { allow: 'POST, OPTIONS', ...readableByAll },
  });
