import { setTimeout as sleep } from 'node:timers/promises';
import { questionOf, runReport } from '@touchtrail/analysis';
import type { FindingsDelivery } from '@touchtrail/contract';
import { errorSummary } from '@touchtrail/store';
import type { FindingStore, KeptWatch, Reader, SiteStore, WaitingNews } from '@touchtrail/store';
import { postSigned } from '../segments/post-signed.ts';
import { isDue } from './look-due.ts';

export interface FindingsWatchOptions {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  findings: FindingStore;
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
/** Tries before news are given up: about a day of them. */
const mostTries = 30;
const longestMs = 3_600_000;
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
  const { reader, sites, findings, clock, log, allowPrivate } = options;
  const { lookMs = 60_000, retryMs = 1_000 } = options;
  const ending = new AbortController();
  const failedAt = new Map<string, number>();
  let mayWait = true;

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
        { reader, site, clock, signal: ending.signal },
      );
      const tell = watch.webhook !== null;
      const fresh = await findings.keep(site.id, questionOf(parameters), result.findings, {
        at,
        tell,
      });
      failedAt.delete(site.id);
      if (tell && fresh.length > 0) mayWait = true;
    } catch (error) {
      if (ending.signal.aborted) return;
      failedAt.set(site.id, clock());
      log(
        `Findings of ${site.id} could not be looked for, again in an hour: ${errorSummary(error)}`,
      );
    }
  };

  const tell = async (waiting: WaitingNews, to: KeptWatch | undefined): Promise<void> => {
    const { site, news, attempts } = waiting;
    if (!to?.webhook) {
      await findings.told(waiting, { error: 'The webhook was removed.', retryAt: undefined });
      return;
    }
    const body = JSON.stringify({ site, test: false, findings: news } satisfies FindingsDelivery);
    const outcome = await posted(to, body, { allowPrivate, clock, signal: ending.signal });
    if (outcome === 'aborted') return;
    if (outcome === null) {
      await findings.told(waiting, { delivered: true });
      return;
    }
    const isLast = attempts + 1 >= mostTries;
    const waitMs = Math.min(longestMs, retryMs * 2 ** Math.min(attempts, 30));
    await findings.told(waiting, {
      error: outcome,
      retryAt: isLast ? undefined : clock() + waitMs,
    });
    if (attempts === 0 || isLast) {
      const what = isLast ? 'was given up' : 'is tried again';
      log(`The webhook for findings of ${site} ${what}: ${outcome}`);
    }
  };

  /** Errors are told once, until it goes well again. */
  let told = false;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      told = false;
    } catch (error) {
      if (!told && !ending.signal.aborted) {
        log(`Findings could not be looked after, and are tried again: ${errorSummary(error)}`);
      }
      told = true;
    }
  };
  const pause = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
  const looking = (async () => {
    while (!ending.signal.aborted) {
      await attempt(async () => {
        for (const watch of await findings.watches()) {
          if (ending.signal.aborted) return;
          await look(watch);
        }
      });
      await pause(lookMs);
    }
  })();
  const telling = (async () => {
    while (!ending.signal.aborted) {
      await attempt(async () => {
        if (!mayWait) return;
        const { due, any } = await findings.waiting(batch);
        mayWait = any;
        if (due.length === 0) return;
        const watches = await findings.watches();
        for (const waiting of due) {
          await tell(
            waiting,
            watches.find(({ site }) => site === waiting.site),
          );
        }
      });
      await pause(Math.min(lookMs, 1_000));
    }
  })();

  return {
    async stop(graceMs = 2_000) {
      ending.abort();
      const patience = new AbortController();
      const limit = sleep(graceMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.all([looking, telling]), limit]);
      patience.abort();
    },
  };
}

/**
 * Tells a webhook something once.
 *
 * @returns null when it was taken, else why not; `aborted` when it was cut off
 */
export async function posted(
  { webhook, signingKey }: Pick<KeptWatch, 'webhook' | 'signingKey'>,
  body: string,
  {
    allowPrivate,
    clock,
    signal,
  }: { allowPrivate: boolean; clock: () => number; signal?: AbortSignal },
): Promise<string | null> {
  try {
    const status = await postSigned({
      url: webhook?.url ?? '',
      signingKey,
      body,
      allowPrivate,
      clock,
      ...(signal && { signal }),
    });
    return status >= 200 && status < 300 ? null : `It answered ${status}.`;
  } catch (failure) {
    if (signal?.aborted === true) return 'aborted';
    return failure instanceof Error ? failure.message : 'It did not answer.';
  }
}
