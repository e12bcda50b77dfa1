import type {
  AccountFacts,
  ActionStore,
  AnnotationStore,
  AuditLog,
  EventRow,
  FindingStore,
  FoundTopics,
  Identity,
  JourneyDefinitions,
  PeopleSearch,
  PeopleStore,
  PersonaNames,
  QuarantineStore,
  Reader,
  RegistryStore,
  Retention,
  SavedViewStore,
  SegmentStore,
  SiteStore,
  StreamReader,
  Suppressions,
  TokenStore,
  TouchMapping,
} from '@touchtrail/store';
import { annotationInputSchema, savedViewInputSchema, verbatim, words } from '@touchtrail/contract';
import { mappingOf } from '@touchtrail/analysis';
import { errorSummary } from '@touchtrail/store';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { loginRoutes, requireAccess } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer, problemAnswer } from './answer.ts';
import { askLanguage, languageOf } from './asked-language.ts';
import { accountRoutes } from './account-routes.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import { dashboardFiles, securityHeaders } from './dashboard-files.ts';
import { dataRoutes } from './data-routes.ts';
import { actionRoutes } from './action-routes.ts';
import { findingRoutes } from './finding-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { installRoutes } from './install-routes.ts';
import { journeyRoutes } from './journey-routes.ts';
import { keptRoutes } from './kept-routes.ts';
import { createLiveHub } from './live-hub.ts';
import { liveRoute } from './live-route.ts';
import { liveTouches } from './live-touch.ts';
import { peopleRoutes } from './people-routes.ts';
import { privacyRoutes } from './privacy-routes.ts';
import { openApiDocument } from './openapi/document.ts';
import { toProblem, unexpected } from './problems.ts';
import { touchesSince } from './queries.ts';
import { registryRoutes } from './registry-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { quarantineRoutes } from './quarantine-routes.ts';
import type { ReplayRefused } from './quarantine-routes.ts';
import { segmentRoutes } from './segment-routes.ts';
import { siteRoutes } from './site-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import type { TokenRouteDeps } from './token-routes.ts';
import { createSessions } from './sessions.ts';
import type { SessionShelf } from './sessions.ts';

export interface ConsoleDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  tokens: Pick<TokenStore, 'identify'>;
  /** Letting people in; without it that is done on the command line only. */
  members?: TokenRouteDeps['members'];
  /** Changing write keys; without it likewise. */
  writeKeys?: TokenRouteDeps['writeKeys'];
  /** Adding and setting up sites; without it likewise. */
  siteSettings?: Pick<SiteStore, 'add' | 'update'>;
  /** What a shorter retention would remove. */
  retention?: Pick<Retention, 'wouldRemove'>;
  people: PeopleStore;
  /** Which ids are one person's; without it nobody is asked or told. */
  identity?: Identity;
  journeyDefinitions?: JourneyDefinitions;
  /** Touchpoints and rules of sites; without it there are none. */
  registry?: RegistryStore;
  /** Saved segments; without them there are none. */
  segments?: SegmentStore;
  /** Who looks for findings, what personas are called, what is done about it; without them nobody, nothing. */
  findings?: FindingStore;
  personas?: PersonaNames;
  /** Where topics of comments are kept, so that they keep their keys; without it each look names them anew. */
  foundTopics?: FoundTopics;
  actions?: ActionStore;
  /** Questions under a name, and what happened on a day; without them none can be kept. */
  views?: SavedViewStore;
  annotations?: AnnotationStore;
  /** Whether webhooks and pages to be checked may have addresses of private networks. Default: no. */
  allowPrivate?: boolean;
  /** Results of any size. */
  streams?: StreamReader;
  /** What is said of accounts; without it nothing can be. */
  accounts?: AccountFacts;
  /** Finds people by what somebody knows of them; without it none are found. */
  search?: PeopleSearch;
  suppressions: Pick<Suppressions, 'hasSubject'>;
  audit: AuditLog;
  /** Runs an erasure that was asked for, in the background. */
  erase: (requestId: string) => void;
  /** Refused events; without it there is nothing to look at. */
  quarantine?: Pick<QuarantineStore, 'summary' | 'list'>;
  /** Checks refused events again; without it they cannot be. */
  replayRefused?: ReplayRefused;
  /** Where logins are kept. Default: in memory. */
  sessions?: SessionShelf;
  clock: () => number;
  log?: (line: string, level?: 'warn' | 'error') => void;
  /** Folder with the built dashboard; without it `/` says what to run. */
  dashboardDir?: string;
  /** Silence after which a live stream says that it is still there. Default 15 s. */
  heartbeatMs?: number;
  /** How often the store is asked for touches that came by another way. Default 2 s. */
  pollMs?: number;
}

export interface Console {
  app: Hono<NodeEnv>;
  /** Says what was just made durable, so that the live line shows it at once. */
  publish(siteId: string, rows: readonly EventRow[]): void;
  /** Ends the live streams. */
  close(): void;
}

const say = words({
  'There is no such route.': 'Diese Adresse gibt es nicht.',
  'There is nothing here.': 'Hier ist nichts.',
});

const routes = verbatim(
  'GET /api/sites, /api/touchpoints, /api/people?q=, /api/people/:id, /api/people/:id/export, /api/accounts, /api/accounts/:id, /api/privacy/refused, /api/privacy/requests, /api/audit, /api/quarantine, /api/live; GET or POST /api/reports/:name; POST /api/people/:id/erase, restrict, unrestrict, rectify; POST /api/quarantine/replay; GET /api/identity/why, rules, status; POST /api/identity/unlink, relink, block, unblock; POST /api/accounts/:id/members, partners; GET or POST /api/segments, GET or DELETE /api/segments/:key, GET /api/segments/:key/count, members; GET, PUT or DELETE /api/findings/watch, POST /api/findings/watch/test; GET /api/personas, GET or PUT /api/personas/:key; GET or POST /api/actions, GET, PUT or DELETE /api/actions/:id, GET /api/actions/:id/measure; the same of /api/views and /api/annotations; GET /api/journeys, GET, PUT or DELETE /api/journeys/:name; GET or PUT /api/registry, GET /api/registry/names, versions, diff, unmapped, use, silent; POST /api/registry/test, rollback; GET or POST /api/tokens, PUT or DELETE /api/tokens/:id; POST /api/sites, PUT /api/sites/:id; POST /api/sites/:id/check-page, rotate-key, end-old-key.',
);

/**
 * The read path: reports, sites, people, the live stream, login, and the dashboard itself.
 *
 * @example
 * const console = createConsole({ reader: store.reader, sites: store.sites, tokens: store.tokens, people: store.people,
 *   suppressions: store.suppressions, audit: store.audit, erase: housekeeping.erase, clock: Date.now });
 */
export function createConsole(deps: ConsoleDeps): Console {
  const { reader, sites, tokens, people, suppressions, audit, clock, log = () => undefined } = deps;
  const sessions = createSessions({
    identify: (token) => tokens.identify(token),
    clock,
    shelf: deps.sessions,
  });
  const limit = createAttemptLimit({ clock, max: 10, windowMs: 60_000 });
  const renamed = new Set<string>();
  const mapping = async (site: string): Promise<TouchMapping> => {
    const found = await mappingOf(reader, site);
    if (found.version > 0) renamed.add(site);
    else renamed.delete(site);
    return found;
  };
  const hub = createLiveHub({
    since: async (site, receivedAt, count) =>
      touchesSince(reader, site, receivedAt, count, await mapping(site)),
    isRenamed: (site) => renamed.has(site),
    clock,
    ...(deps.pollMs !== undefined && { pollMs: deps.pollMs }),
  });
  const stopping = new AbortController();
  const app = new Hono<NodeEnv>();

  app.use('*', securityHeaders);
  const access = { sessions, limit, audit: audit.add, clock };
  app.use('/api/*', askLanguage);
  loginRoutes(app, access);
  // Before the login: it says nothing about anybody, and tools read it to know how to log in.
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get('/api/openapi.json', () => jsonAnswer(200, (document ??= openApiDocument())));
  app.use('/api/*', requireAccess(access));
  app.use('/api/reports/*', compress());
  reportRoutes(app, { reader, sites, people, foundTopics: deps.foundTopics, clock });
  dataRoutes(app, { reader, sites, clock });
  peopleRoutes(app, {
    reader,
    sites,
    people,
    search: deps.search,
    segments: deps.segments,
    suppressions,
    audit,
    clock,
  });
  accountRoutes(app, { reader, sites, people, accounts: deps.accounts, audit, clock });
  segmentRoutes(app, {
    reader,
    streams: deps.streams,
    sites,
    segments: deps.segments,
    audit,
    clock,
  });
  findingRoutes(app, {
    sites,
    findings: deps.findings,
    personas: deps.personas,
    audit,
    clock,
    allowPrivate: deps.allowPrivate ?? false,
  });
  actionRoutes(app, { reader, sites, actions: deps.actions, audit, clock });
  if (deps.views) {
    keptRoutes(app, {
      noun: 'view',
      items: deps.views,
      schema: savedViewInputSchema,
      example: '{"site":"my-site","name":"Checkout, weekly","link":"/flow?v=1&steps=4"}',
      sites,
      audit,
    });
  }
  if (deps.annotations) {
    keptRoutes(app, {
      noun: 'annotation',
      items: deps.annotations,
      schema: annotationInputSchema,
      example: '{"site":"my-site","day":"2026-10-12","text":"New checkout live"}',
      sites,
      audit,
    });
  }
  privacyRoutes(app, { sites, people, audit, erase: deps.erase });
  identityRoutes(app, { sites, people, identity: deps.identity, audit });
  journeyRoutes(app, { sites, definitions: deps.journeyDefinitions, audit });
  registryRoutes(app, { sites, registry: deps.registry, audit });
  tokenRoutes(app, { sites, members: deps.members, writeKeys: deps.writeKeys, audit });
  installRoutes(app, { sites, allowPrivate: deps.allowPrivate ?? false });
  siteRoutes(app, {
    sites,
    settings: deps.siteSettings,
    retention: deps.retention,
    audit,
  });
  quarantineRoutes(app, {
    sites,
    audit,
    quarantine: deps.quarantine,
    replayRefused: deps.replayRefused,
  });
  app.get(
    '/api/live',
    liveRoute({
      reader,
      sites,
      hub,
      mapping,
      people,
      suppressions,
      stopping: stopping.signal,
      heartbeatMs: deps.heartbeatMs ?? 15_000,
    }),
  );
  app.all('/api/*', () => {
    throw new ConsoleProblem('not_found', say('There is no such route.'), routes);
  });
  dashboardFiles(app, deps.dashboardDir, clock);

  app.notFound((c) =>
    problemAnswer(
      new ConsoleProblem('not_found', say('There is nothing here.'), routes),
      languageOf(c),
    ),
  );
  app.onError((error, c) => {
    const problem = toProblem(error);
    if (!problem) log(`Unexpected, answered with 500: ${errorSummary(error)}`, 'error');
    return problemAnswer(problem ?? unexpected(), languageOf(c));
  });

  return {
    app,
    publish(siteId, rows) {
      hub.publish(siteId, liveTouches(rows));
    },
    close() {
      stopping.abort();
      hub.close();
    },
  };
}
