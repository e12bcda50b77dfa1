import type { ErasureStep, OnErasure } from '@touchtrail/store';
import type { Context } from '../context.ts';

const words: Readonly<Record<ErasureStep, string>> = {
  suppressed: 'hidden',
  waiting: 'waiting for rows on their way',
  counted: 'counted',
  deleting: 'deleting from the tables',
  files: 'looking through files',
  purging: 'waiting until ClickHouse took the old files off the disk',
  proving: 'looking for the ids in every table',
  clearing: 'removing the last notes',
};

/** Shows how an erasure goes: one line that changes for people, a line a step for logs. */
export function erasureProgress(context: Pick<Context, 'tty' | 'stderr' | 'note'>): {
  update: OnErasure;
  stop(): void;
} {
  const moving = context.tty.stderr;
  let shown: ErasureStep | undefined;
  return {
    update(step, share) {
      if (!moving) {
        if (step !== shown) context.note(`  ${words[step]}`);
      } else context.stderr.write(`\r\u001B[2K  ${words[step]} ${Math.round(share * 100)} %`);
      shown = step;
    },
    stop() {
      if (moving && shown) context.stderr.write('\r\u001B[2K');
    },
  };
}
