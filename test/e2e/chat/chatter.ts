import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../browser/console-api.ts';
import type { Rig } from '../browser/rig.ts';
import { bodyText } from '../browser/request-body.ts';

/** What no request, storage or table of ours may ever hold. */
export const canary = 'My left knee hurts since Tuesday';

/** A stored event of a chat. */
export interface ChatRow {
  name: string;
  type: string;
  touchpoint: string;
  channel: string;
  rating: number | null;
  props: string;
}

/** A person with a browser of their own in front of a widget. */
export interface Chatter {
  context: BrowserContext;
  page: Page;
  /** Bodies of all requests to the service. */
  sent: string[];
  /** Waits until so many chat events of this person are stored; all of them, in order. */
  stored(count: number): Promise<ChatRow[]>;
  /** Holds that what was typed is nowhere of ours. */
  nowhere(): Promise<void>;
  close(): Promise<void>;
}

/** The tag with consent and the scripts of an adapter. */
export const tags = (rig: Rig, adapter: string, options = ''): string =>
  `<script src="${rig.service.url}/t.js" data-site="${rig.service.site.writeKey}"></script>
   <script>touchtrail.consent('grant');</script>
   <script src="/sdk/t.chat-${adapter}.js" ${options}></script>
   <script src="/sdk/t.chat-connect.js"></script>`;

export async function newChatter(rig: Rig): Promise<Chatter> {
  const context = await rig.browser.newContext();
  const page = await context.newPage();
  const sent: string[] = [];
  context.on('request', (request) => {
    if (request.url().startsWith(rig.service.url)) {
      sent.push(`${request.url()} ${bodyText(request)}`);
    }
  });
  /** Every event of this browser carries it. */
  const who = () => {
    for (const body of sent) {
      const found = /"anonymousId":"([^"]+)"/.exec(body);
      if (found) return found[1]!;
    }
    return '';
  };
  const rows = async () => {
    await page.evaluate('touchtrail.flush()');
    return rig.service.store.reader.query<ChatRow>({
      sql: `SELECT name, type, touchpoint, channel, rating, toString(props) AS props FROM events
        WHERE anonymous_id = {who:String} AND name LIKE 'chat.%' ORDER BY ts, seq, event_id`,
      params: { who: who() },
    });
  };
  return {
    context,
    page,
    sent,
    stored: (count) => eventually(rows, (list) => list.length >= count, 15_000),
    async nowhere() {
      expect(sent.join('\n')).not.toContain('knee');
      const kept = await page.evaluate(async () => {
        const texts = [localStorage, sessionStorage].flatMap((storage) =>
          Object.entries(storage).filter(([name]) => name.startsWith('touchtrail')),
        );
        const databases = await indexedDB.databases();
        for (const { name = '' } of databases.filter((one) => one.name?.startsWith('touchtrail'))) {
          const database = await new Promise<IDBDatabase>((resolve) => {
            const open = indexedDB.open(name);
            open.onsuccess = () => resolve(open.result);
          });
          for (const store of database.objectStoreNames) {
            const all = database.transaction(store).objectStore(store).getAll();
            await new Promise((resolve) => {
              all.onsuccess = resolve;
            });
            texts.push([store, JSON.stringify(all.result)]);
          }
          database.close();
        }
        return JSON.stringify(texts);
      });
      expect(kept).not.toContain('knee');
      const { reader } = rig.service.store;
      const tables = await reader.query<{ name: string }>({
        sql: `SELECT name FROM system.tables
          WHERE database = currentDatabase() AND engine LIKE '%MergeTree%'`,
      });
      expect(tables.length).toBeGreaterThan(1);
      const holding = async (text: string) => {
        const names: string[] = [];
        for (const { name } of tables) {
          const [found] = await reader.query<{ rows: string | number }>({
            sql: `SELECT count() AS rows FROM {name:Identifier}
              WHERE position(toString(tuple(*)), {text:String}) > 0`,
            params: { name, text },
          });
          if (Number(found!.rows) > 0) names.push(name);
        }
        return names;
      };
      // The search finds what is there.
      expect(await holding('chat.')).toContain('events');
      expect(await holding('knee')).toEqual([]);
    },
    close: () => context.close(),
  };
}

/** Names of steps of the journey, without what happens within one. */
export const steps = (rows: readonly ChatRow[]): string[] =>
  rows.filter(({ type }) => type !== 'interaction').map(({ name }) => name.slice(5));
export const namesOf = (rows: readonly ChatRow[]): string[] =>
  rows.map(({ name }) => name.slice(5));
