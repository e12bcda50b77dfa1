import type { Context } from 'hono';
import { jsonAnswer } from '../answer.ts';
import { siteFor } from '../events-route.ts';
import type { EventsRouteDeps, NodeEnv } from '../events-route.ts';
import { problemAnswer } from '../problem-answer.ts';
import { keyOf, noKey } from './read-request.ts';

type SettingsDeps = Pick<EventsRouteDeps, 'sites' | 'metrics' | 'onRefused' | 'trustedProxies'>;

const hostName = /^(\[[0-9a-f:]+\]|[a-z\d.-]+)(:\d{1,5})?$/i;

const schemeOf = (url: string | undefined): string | undefined =>
  /^(https?):/i.exec(url ?? '')?.[1]?.toLowerCase();

/**
 * Where the client found this service, for what it sends next. A page on https may not call http, so
 * its own scheme is right where no proxy states one.
 */
function publicAddress(c: Context<NodeEnv>, trustedProxies: number) {
  const forwarded = trustedProxies > 0 ? c.req.header('x-forwarded-host') : undefined;
  const host = (forwarded ?? c.req.header('host') ?? '').split(',')[0]?.trim() ?? '';
  const proxied = c.req.header('x-forwarded-proto')?.split(',')[0]?.trim().toLowerCase();
  const protocol =
    (proxied === 'http' || proxied === 'https' ? proxied : undefined) ??
    schemeOf(c.req.header('origin') ?? c.req.header('referer')) ??
    'http';
  return { host: hostName.test(host) ? host : undefined, protocol };
}

const answered =
  (deps: SettingsDeps, make: (c: Context<NodeEnv>) => Promise<Response>) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    try {
      return await make(c);
    } catch (error) {
      return problemAnswer(error, deps);
    }
  };

/**
 * `GET /v1/projects/:key/settings`: what analytics-next asks its CDN for before it sends anything. One
 * destination, this service, and no remote code; the client's own metrics are off.
 */
export const clientSettings = (deps: SettingsDeps) =>
  answered(deps, async (c) => {
    const key = c.req.param('key') ?? '';
    const { cors } = await siteFor(c, key, deps.sites);
    const { host, protocol } = publicAddress(c, deps.trustedProxies);
    return jsonAnswer(
      200,
      {
        integrations: {
          'Segment.io': {
            apiKey: key,
            ...(host !== undefined && { apiHost: `${host}/v1`, protocol }),
            addBundledMetadata: false,
            unbundledIntegrations: [],
            maybeBundledConfigIds: {},
            retryQueue: true,
          },
        },
        edgeFunction: {},
        analyticsNextEnabled: true,
        middlewareSettings: {},
        enabledMiddleware: {},
        metrics: { sampleRate: 0 },
        legacyVideoPluginsEnabled: false,
        remotePlugins: [],
      },
      cors,
    );
  });

/**
 * `GET /sourceConfig`: what RudderStack's clients ask their control plane for. No device-mode
 * destinations, no errors or metrics sent to anybody.
 */
export const sourceConfig = (deps: SettingsDeps) =>
  answered(deps, async (c) => {
    const key = keyOf(c);
    if (key === undefined) throw noKey();
    const { site, cors } = await siteFor(c, key, deps.sites);
    return jsonAnswer(
      200,
      {
        source: {
          id: site.id,
          name: site.name,
          writeKey: key,
          workspaceId: site.id,
          enabled: true,
          config: {
            statsCollection: { errors: { enabled: false }, metrics: { enabled: false } },
          },
          destinations: [],
          connections: [],
          dataplanes: {},
        },
      },
      cors,
    );
  });
