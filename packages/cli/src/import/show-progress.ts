import cliProgress from 'cli-progress';
import type { Context } from '../context.ts';
import { count } from '../terminal/count.ts';
import type { ImportProgress } from './import-file.ts';

function rest(progress: ImportProgress): string {
  const { bytes, totalBytes, elapsedMs } = progress;
  if (totalBytes === undefined || bytes === 0) return '';
  const seconds = Math.ceil(((totalBytes - bytes) * elapsedMs) / bytes / 1_000);
  return seconds > 90 ? `${Math.round(seconds / 60)} min left` : `${seconds} s left`;
}

const rate = ({ records, elapsedMs }: ImportProgress): string =>
  `${count(elapsedMs > 0 ? Math.round((records * 1_000) / elapsedMs) : 0)} rows/s`;

/** Shows how an import goes: a bar for people, a line every two seconds for logs. */
export function showProgress(context: Pick<Context, 'tty' | 'stderr' | 'note'>): {
  update(progress: ImportProgress): void;
  stop(): void;
} {
  if (!context.tty.stderr) {
    let next = 2_000;
    return {
      update(progress) {
        if (progress.elapsedMs < next) return;
        next = progress.elapsedMs + 2_000;
        const left = rest(progress);
        context.note(
          `  ${count(progress.records)} rows read, ${count(progress.stored)} stored, ${rate(progress)}${left ? `, ${left}` : ''}`,
        );
      },
      stop: () => undefined,
    };
  }
  let bar: cliProgress.SingleBar | undefined;
  return {
    update(progress) {
      const total = progress.totalBytes ?? progress.bytes;
      const payload = {
        rows: count(progress.records),
        rate: rate(progress),
        left: rest(progress) || '…',
      };
      if (!bar) {
        bar = new cliProgress.SingleBar(
          {
            stream: context.stderr as NodeJS.WritableStream,
            format: '  {bar} {percentage}%  {rows} rows  {rate}  {left}',
            hideCursor: true,
            clearOnComplete: true,
          },
          cliProgress.Presets.shades_classic,
        );
        bar.start(total, progress.bytes, payload);
      }
      bar.setTotal(total);
      bar.update(progress.bytes, payload);
    },
    stop() {
      bar?.stop();
    },
  };
}
