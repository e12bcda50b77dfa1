import { questionOf, runReport } from '@touchtrail/analysis';
import type { FindingsDelivery } from '@touchtrail/contract';
import { errorSummary } from '@touchtrail/store';
import type { FindingStore, FoundTopics, KeptWatch, Reader, SiteStore } from '@touchtrail/store';
import { createBackground } from '../background.ts';
import { tellWebhooks } from '../webhooks/tell-webhooks.ts';
import { isDue } from './look-due.ts';

export interface FindingsWatchOptions {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  findings: FindingStore;
  /** Where topics of comments are kept, so that they keep their keys. */
  foundTopics?: FoundTopics;
  clock: () => number;
  log: (line: string) => void;
  /** Whether webhooks may have addresses of private networks. */
  allowPrivate: boolean;
  /** How often it is asked whether a look is due. Default 60 s. */
  lookMs?: number;
  /** First wait after a delivery failed; it doubles each time up to an hour. Default 1 s. */
  retryMs?: number;
}

/** Looks for findings of sites that asked for it. */
export interface FindingsLook {
  /** Ends what runs, at most after `graceMs`; what was not told is told after the next start. */
  stop(graceMs?: number): Promise<void>;
}

/** News told at one go. */
const batch = 20;
/** While news wait for another try, how often it is asked whose time has come. */
const waitingMs = 1_000;
/** A look that failed is made again after so long. */
const againMs = 3_600_000;

/**
 * Runs the report `findings` daily or weekly for sites that asked for it, keeps what it saw, and tells
 * what is new to their webhooks, signed, until it is taken.
 *
 * @example
 * const look = watchFindings({ reader: store.reader, sites: store.sites, findings: store.findings,
 *   clock: Date.now, log, allowPrivate: false });
 */
export function watchFindings(options: FindingsWatchOptions): FindingsLook {
  const { reader, sites, findings, foundTopics, clock, log, allowPrivate } = options;
  const { lookMs = 60_000, retryMs = 1_000 } = options;
  const background = createBackground(log, 'Findings could not be looked after');
  const { ending, attempt } = background;
  const failedAt = new Map<string, number>();

  const look = async (watch: KeptWatch): Promise<void> => {
    const site = (await sites.list()).find(({ id }) => id === watch.site);
    if (!site || !isDue(watch, site.timezone, clock())) return;
    const failed = failedAt.get(site.id);
    if (failed !== undefined && clock() - failed < againMs) return;
    try {
      const { goal, journey, subject } = watch;
      const at = clock();
      const { parameters, result } = await runReport(
        'findings',
        { goal, subject, top: 100, ...(journey !== '' && { journey }) },
        {
          reader,
          site,
          clock,
          signal: ending,
          ...(foundTopics && { keepTopics: foundTopics.keep }),
        },
      );
      const tell = watch.webhook !== null;
      const fresh = await findings.keep(site.id, questionOf(parameters), result.findings, {
        at,
        tell,
      });
      failedAt.delete(site.id);
      if (tell && fresh.length > 0) telling.wake();
    } catch (error) {
      if (ending.aborted) return;
      failedAt.set(site.id, clock());
      log(
        `Findings of ${site.id} could not be looked for, again in an hour: ${errorSummary(error)}`,
      );
    }
  };

  // Webhooks that hang must not hold up the looking.
  const telling = tellWebhooks({
    waiting: async () => {
      const { due, any } = await findings.waiting(batch);
      return { due, nextAt: any ? clock() + Math.min(lookMs, waitingMs) : undefined };
    },
    told: (news, outcome) => findings.told(news, outcome),
    laneOf: ({ site }) => site,
    targets: async () =>
      new Map(
        (await findings.watches()).flatMap(({ site, webhook, signingKey }) =>
          webhook ? [[site, { url: webhook.url, signingKey }] as const] : [],
        ),
      ),
    bodyOf: ({ site, news }) =>
      JSON.stringify({ site, test: false, findings: news } satisfies FindingsDelivery),
    titleOf: ({ site }) => `The webhook for findings of ${site}`,
    clock,
    log,
    allowPrivate,
    lookMs,
    retryMs,
    background,
  });

  const looking = (async () => {
    while (!ending.aborted) {
      await attempt(async () => {
        for (const watch of await findings.watches()) {
          if (ending.aborted) return;
          await look(watch);
        }
      });
      await background.pause(lookMs);
    }
  })();

  return {
    stop: (graceMs = 2_000) => background.stop(Promise.all([looking, telling.ended]), graceMs),
  };
}
