/**
 * The thread that finds topics in comments: some seconds of computing that no request waits for.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import type { CommentRow } from './comment-row.ts';
import { topicsOf } from './topics-job.ts';
import type { TopicsJob } from './topics-job.ts';

/** Comments come in parts, the job after them. */
export type ToTopicsWorker = { comments: CommentRow[] } | { job: TopicsJob };

const comments: CommentRow[] = [];

parentPort?.on('message', (message: ToTopicsWorker) => {
  if ('comments' in message) {
    comments.push(...message.comments);
    return;
  }
  // Nobody else is in this thread: an error ends it, and whoever waits is told.
  void topicsOf(comments, message.job, () => Promise.resolve()).then((answer) =>
    parentPort?.postMessage(answer, []),
  );
});
