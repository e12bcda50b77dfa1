import { sitePrivacySchema } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';
import type { AuditEntry, Query, TokenIdentity } from '@touchtrail/store';
import { createConsole } from '../console.ts';
import type { Console, ConsoleDeps } from '../console.ts';
import { fakeAudit, fakePeople } from './people.ts';

export const adminToken = 'ta_right';

export const testSite: Site = {
  id: 'shop',
  name: 'The shop',
  writeKey: 'wk_test',
  origins: [],
  timezone: 'UTC',
  currency: 'EUR',
  consentMode: 'opt_in',
  isDemo: false,
  privacy: sitePrivacySchema.parse({}),
};

export interface Harness {
  console: Console;
  state: {
    now: number;
    token: string;
    verified: number;
    who: TokenIdentity;
    suppressed: string;
    answer: (query: Query) => unknown[];
  };
  /** What was asked about people, what was recorded, and which erasures were begun. */
  asked: string[];
  audited: AuditEntry[];
  erased: string[];
  log: string[];
  /** A request with the host that pages see. */
  ask(url: string, init?: RequestInit): Promise<Response>;
  /** The same with the admin token. */
  askAs(url: string, init?: RequestInit): Promise<Response>;
}

/** A console over a store that answers every query with what `state.answer` says. */
export function harness(change: Partial<ConsoleDeps> = {}): Harness {
  const state: Harness['state'] = {
    now: Date.parse('2026-11-22T10:00:00Z'),
    token: adminToken,
    verified: 0,
    who: { id: 'token-1', role: 'admin', name: '', sites: [] },
    suppressed: '',
    answer: () => [],
  };
  const log: string[] = [];
  const people = fakePeople();
  const audit = fakeAudit();
  const erased: string[] = [];
  const console = createConsole({
    reader: { query: async <Row>(query: Query) => state.answer(query) as Row[] },
    sites: { list: async () => [testSite, { ...testSite, id: 'other', name: 'Other' }] },
    tokens: {
      async identify(token) {
        state.verified++;
        return token === state.token ? state.who : undefined;
      },
    },
    people: people.store,
    suppressions: {
      hasSubject: (_site, subject) => (subject === state.suppressed ? 'erased' : undefined),
    },
    audit: audit.log,
    erase: (id) => void erased.push(id),
    clock: () => state.now,
    log: (line) => void log.push(line),
    ...change,
  });
  const ask: Harness['ask'] = async (url, init = {}) =>
    console.app.request(url, {
      ...init,
      headers: { host: 'touchtrail.test', ...(init.headers as Record<string, string>) },
    });
  return {
    console,
    state,
    log,
    asked: people.asked,
    audited: audit.entries,
    erased,
    ask,
    askAs: (url, init = {}) =>
      ask(url, {
        ...init,
        headers: {
          authorization: `Bearer ${adminToken}`,
          ...(init.headers as Record<string, string>),
        },
      }),
  };
}

/** A console over a store that answers every query with what `query` says, and nothing else. */
export const consoleOver = (query: (asked: Query) => Promise<unknown[]>): Console =>
  createConsole({
    sites: { list: async () => [testSite] },
    tokens: {
      identify: async (token) =>
        token === adminToken ? { id: 't', role: 'admin', name: '', sites: [] } : undefined,
    },
    people: fakePeople().store,
    suppressions: { hasSubject: () => undefined },
    audit: fakeAudit().log,
    erase: () => undefined,
    clock: Date.now,
    reader: { query: query as <Row>(asked: Query) => Promise<Row[]> },
  });
