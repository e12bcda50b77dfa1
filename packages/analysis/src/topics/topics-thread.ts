import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { CommentRow } from './comment-row.ts';
import type { TopicsAnswer, TopicsJob } from './topics-job.ts';
import type { ToTopicsWorker } from './topics-worker.ts';

/** Source is not run by threads of Node; tests compute in place. */
const isBuilt = import.meta.url.endsWith('.js');
/** Comments handed over at one go: to copy them takes this thread a few milliseconds. */
const atOnce = 2_000;

/** The last of those who wait: one thread at a time is enough work for one machine. */
let last: Promise<unknown> = Promise.resolve();

async function inThread(
  comments: readonly CommentRow[],
  job: TopicsJob,
  signal: AbortSignal | undefined,
): Promise<TopicsAnswer> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./topics-worker.js', import.meta.url));
  const answered = new Promise<TopicsAnswer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread that looks for topics ended.')));
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Who stops waiting while comments are handed over finds it below.
  answered.catch(() => undefined);
  try {
    const send = (message: ToTopicsWorker): void => worker.postMessage(message, []);
    for (let from = 0; from < comments.length; from += atOnce) {
      send({ comments: comments.slice(from, from + atOnce) });
      await turn();
      signal?.throwIfAborted();
    }
    send({ job });
    return await answered;
  } finally {
    await worker.terminate();
  }
}

/** In this thread, in steps. Stemmers and lists of words are read when somebody asks for topics. */
async function inPlace(
  comments: readonly CommentRow[],
  job: TopicsJob,
  signal: AbortSignal | undefined,
): Promise<TopicsAnswer> {
  const { topicsOf } = await import('./topics-job.ts');
  return topicsOf(comments, job, async () => {
    await turn();
    signal?.throwIfAborted();
  });
}

/**
 * Topics of comments, computed where no request waits for it; ends with the signal.
 *
 * @param comments as they were stored
 */
export function computeTopics(
  comments: readonly CommentRow[],
  job: TopicsJob,
  signal?: AbortSignal,
): Promise<TopicsAnswer> {
  if (!isBuilt) return inPlace(comments, job, signal);
  const turnCame = last.then(() => inThread(comments, job, signal));
  last = turnCame.catch(() => undefined);
  return turnCame;
}
