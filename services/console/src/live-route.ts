import { words } from '@touchtrail/contract';
import type { LiveLine } from '@touchtrail/contract';
import { whenAborted } from '@touchtrail/store';
import type { PeopleStore, Reader, SiteStore, Suppressions, TouchMapping } from '@touchtrail/store';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem } from './answer.ts';
import { findSite } from './find-site.ts';
import { isNews } from './live-hub.ts';
import type { LiveHub } from './live-hub.ts';
import { recentTouches } from './queries.ts';
import { scopedSites } from './scoped-sites.ts';
import { veilFor } from './veil.ts';

const say = words({
  'Too many live streams are open.': 'Zu viele Live-Ansichten sind offen.',
  'Close other tabs that show the dashboard, then try again.':
    'Schließen Sie andere Tabs mit dieser Oberfläche und versuchen Sie es dann noch einmal.',
});

export interface LiveRouteDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  hub: LiveHub;
  /** How touches of a site are named. */
  mapping: (site: string) => Promise<TouchMapping>;
  people: Pick<PeopleStore, 'hash'>;
  suppressions: Pick<Suppressions, 'hasSubject'>;
  /** Aborted when the service stops, so that streams do not hold it. */
  stopping: AbortSignal;
  heartbeatMs: number;
}

const recentLines = 20;
// A reader that is slower than this misses the oldest lines; the stream is a view, not the record.
const waitingLines = 1_000;

/** The last lines of what is stored and what is on its way there, each once, in order of receipt. */
function lastOf(stored: readonly LiveLine[], published: readonly LiveLine[]): LiveLine[] {
  const byId = new Map([...published, ...stored].map((touch) => [touch.id, touch]));
  return [...byId.values()].toSorted((a, b) => a.receivedAt - b.receivedAt).slice(-recentLines);
}

/** Resolves with `false` at the next news, with `true` when there is none for so long. */
const silence = (news: EventTarget, ms: number) =>
  new Promise<boolean>((resolve) => {
    const onNews = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      news.removeEventListener('news', onNews);
      resolve(true);
    }, ms);
    news.addEventListener('news', onNews, { once: true });
  });

/** `GET /api/live?site=`: the last touches at once, then each new one, as server-sent events. */
export const liveRoute =
  ({ reader, sites, hub, mapping, people, suppressions, stopping, heartbeatMs }: LiveRouteDeps) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const waiting: LiveLine[] = [];
    const news = new EventTarget();
    const wake = () => void news.dispatchEvent(new Event('news'));
    const stop = hub.listen(site.id, (touches) => {
      waiting.push(...touches);
      if (waiting.length > waitingLines) waiting.splice(0, waiting.length - waitingLines);
      wake();
    });
    if (!stop) {
      throw new ConsoleProblem(
        'too_many_requests',
        say('Too many live streams are open.'),
        say('Close other tabs that show the dashboard, then try again.'),
        { headers: { 'retry-after': '10' } },
      );
    }
    let recent: LiveLine[];
    try {
      const named = await mapping(site.id);
      const stored = await recentTouches(reader, site.id, recentLines, named);
      recent = lastOf(stored, hub.latest(site.id));
    } catch (error) {
      stop();
      throw error;
    }
    c.header('x-accel-buffering', 'no');
    const answer = streamSSE(c, async (stream) => {
      stream.onAbort(wake);
      const forget = whenAborted(stopping, wake);
      try {
        await stream.write(': connected\n\n');
        const told = new Map(recent.map(({ id, delivery }) => [id, delivery.isStored]));
        // A poll looks back a little and may bring what is older than the lines above.
        const since = recent.length < recentLines ? -Infinity : (recent[0]?.receivedAt ?? 0);
        const veil = veilFor(c, people);
        const send = async (touch: LiveLine): Promise<void> => {
          // Who asked to be forgotten a moment ago may still be on the way here.
          if (suppressions.hasSubject(site.id, touch.subject)) return;
          const shown = {
            ...touch,
            subject: veil(site.id, touch.subject),
            device: veil(site.id, touch.device),
          };
          await stream.writeSSE({ event: 'touch', id: touch.id, data: JSON.stringify(shown) });
        };
        for (const touch of recent) await send(touch);
        while (!stream.aborted && !stopping.aborted) {
          const touch = waiting.shift();
          if (touch) {
            if (isNews(told, touch) && touch.receivedAt >= since) await send(touch);
            continue;
          }
          const timedOut = await silence(news, heartbeatMs);
          if (timedOut) await stream.write(': still here\n\n');
        }
      } finally {
        stop();
        forget();
      }
    });
    answer.headers.set('cache-control', 'no-store');
    return answer;
  };
