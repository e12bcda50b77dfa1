import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventSchema } from '@touchtrail/contract';
import { openStore, toEventRow } from '@touchtrail/store';
import type { EventRow, EventSource, Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { expect } from 'vitest';
import { createConsole } from '../console.ts';
import { testSite } from './harness.ts';

export const dayMs = 86_400_000;

let count = 0;
const start = Date.now() - 200 * dayMs;
const consent = {
  purposes: ['measurement', 'identification'],
  source: 'test',
  policyVersion: '1',
  decidedAt: start,
};

/** A row of an event that its person allowed, a second after the one made before. */
export const row = (fields: Record<string, unknown>, source: EventSource = 'sdk'): EventRow =>
  toEventRow(
    'shop',
    eventSchema.parse({
      id: `event-${++count}`,
      name: 'page.viewed',
      at: start + count * 1_000,
      consent,
      ...fields,
    }),
    { receivedAt: Date.now(), source },
  );

/** A console over a store of its own, asked over HTTP. */
export interface PeopleConsole {
  store: Store;
  /** With a body it is a POST, unless said otherwise; by default as an admin. */
  ask(url: string, body?: unknown, token?: string, method?: string): Promise<Response>;
  /** The answer, which must be a good one. */
  json<Body>(url: string, body?: unknown): Promise<Body>;
  /** Asks for something to be removed, as an admin. */
  remove(url: string): Promise<Response>;
  viewer: string;
  close(): Promise<void>;
}

/** Opens a console with everything about people over an engine of its own. */
export async function openPeopleConsole(): Promise<PeopleConsole> {
  const dir = withTables(mkdtempSync(path.join(os.tmpdir(), 'touchtrail-people-')));
  const store = await openStore({ dataDir: dir });
  await store.sites.add(testSite);
  const admin = await store.tokens.create();
  const viewer = await store.tokens.create({ role: 'viewer' });
  const logged: string[] = [];
  const console = createConsole({
    reader: store.reader,
    sites: store.sites,
    tokens: store.tokens,
    people: store.people,
    identity: store.identity,
    search: store.search,
    accounts: store.accounts,
    segments: store.segments,
    journeyDefinitions: store.journeyDefinitions,
    findings: store.findings,
    personas: store.personas,
    foundTopics: store.foundTopics,
    actions: store.actions,
    views: store.views,
    annotations: store.annotations,
    allowPrivate: true,
    streams: store.streams,
    suppressions: store.suppressions,
    audit: store.audit,
    erase: (id) => void store.people.runErasure(id),
    clock: Date.now,
    log: (line) => void logged.push(line),
  });
  const ask: PeopleConsole['ask'] = (url, body, token = admin, method = 'POST') =>
    Promise.resolve(
      console.app.request(url, {
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { method, body: JSON.stringify(body) }),
      }),
    );
  return {
    store,
    ask,
    viewer,
    remove: (url) =>
      Promise.resolve(
        console.app.request(url, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${admin}` },
        }),
      ),
    async json<Body>(url: string, body?: unknown): Promise<Body> {
      const response = await ask(url, body);
      const answer = (await response.json()) as Body;
      expect([url, response.status, response.ok ? '' : [answer, logged]]).toEqual([url, 200, '']);
      return answer;
    },
    async close() {
      console.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
