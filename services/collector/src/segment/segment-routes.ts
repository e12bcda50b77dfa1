import type { Context, Hono } from 'hono';
import { jsonAnswer } from '../answer.ts';
import { preflight, wrongMethod } from '../events-route.ts';
import type { EventsRouteDeps, NodeEnv } from '../events-route.ts';
import { readableByAll } from '../problem-answer.ts';
import { clientSettings, sourceConfig } from './client-settings.ts';
import { postSegment } from './segment-route.ts';
import type { Kind } from './to-event.ts';
import { kinds } from './to-event.ts';

type Handler = (c: Context<NodeEnv>) => Promise<Response>;

/** Short forms that analytics-next uses in a browser. */
const short: Readonly<Record<string, Kind>> = {
  t: 'track',
  p: 'page',
  s: 'screen',
  i: 'identify',
  g: 'group',
  a: 'alias',
};

/** Routes of many messages: Segment's two, and RudderStack's for beacons. */
const batches = ['/v1/batch', '/v1/b', '/v1/import/batch', '/beacon/v1/batch'];

const routes = (): [path: string, kind: Kind | undefined][] => [
  ...kinds.flatMap((kind): [string, Kind][] => [
    [`/v1/${kind}`, kind],
    // Jitsu, from a browser and from a server.
    [`/api/s/${kind}`, kind],
    [`/api/s/s2s/${kind}`, kind],
  ]),
  ...Object.entries(short).map(([path, kind]): [string, Kind] => [`/v1/${path}`, kind]),
  ...batches.map((path): [string, undefined] => [path, undefined]),
];

/** Paths of these routes outside `/v1/`. */
export const segmentPath = /^\/(sourceConfig\/?$|beacon\/v1\/|api\/s\/)/;

const headerNames = /^[a-z\d-]+(\s*,\s*[a-z\d-]+)*$/i;

/**
 * The preflight of these routes. Each client sends headers of its own and users may add more, so what is
 * asked for is allowed: no route reads more than the key from them, and there are no credentials.
 */
const anyHeaders = {
  methods: 'GET, POST',
  headers: (asked: string) =>
    asked.length <= 1_000 && headerNames.test(asked) ? asked : 'authorization, content-type',
  vary: 'Origin, Access-Control-Request-Headers',
};

/**
 * Segment's HTTP API, as its clients and those of RudderStack and Jitsu speak it.
 *
 * @param whileOpen holds requests off while the service stops.
 */
export function segmentRoutes(
  app: Hono<NodeEnv>,
  deps: EventsRouteDeps,
  whileOpen: (take: Handler) => Handler,
): void {
  const asked = preflight(deps.sites, anyHeaders);
  for (const [path, kind] of routes()) {
    app.post(path, whileOpen(postSegment(kind, deps)));
    app.options(path, asked);
    app.all(path, wrongMethod);
  }
  // Performance figures of analytics-next about itself: taken so that it is content, and not kept.
  app.post('/v1/m', () => Promise.resolve(jsonAnswer(200, { success: true }, readableByAll)));
  app.options('/v1/m', asked);
  for (const [path, answer] of [
    ['/v1/projects/:key/settings', clientSettings(deps)],
    ['/sourceConfig', sourceConfig(deps)],
    ['/sourceConfig/', sourceConfig(deps)],
  ] as const) {
    app.get(path, whileOpen(answer));
    app.options(path, asked);
  }
}
