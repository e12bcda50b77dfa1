import type { Context } from '../context.ts';
import { count } from '../terminal/count.ts';
import type { ExportProgress } from './write-export.ts';

const size = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;

function line({ rows, totalRows, bytes, skipped, elapsedMs }: ExportProgress): string {
  const share = totalRows > 0 ? Math.floor((rows / totalRows) * 100) : 100;
  const perMs = elapsedMs > 0 ? (rows - skipped) / elapsedMs : 0;
  const seconds = perMs > 0 ? Math.ceil((totalRows - rows) / perMs / 1_000) : undefined;
  const left =
    seconds === undefined
      ? ''
      : seconds > 90
        ? `, ${Math.round(seconds / 60)} min left`
        : `, ${seconds} s left`;
  return `  ${share} %, ${count(Math.round(rows))} rows, ${size(bytes)}, ${count(Math.round(perMs * 1_000))} rows/s${left}`;
}

/** Shows how an export goes: one line that moves for people, a line every two seconds for logs. */
export function showExportProgress(context: Pick<Context, 'tty' | 'stderr' | 'note'>): {
  update(progress: ExportProgress): void;
  stop(): void;
} {
  const moving = context.tty.stderr;
  let next = moving ? 300 : 2_000;
  let shown = false;
  return {
    update(progress) {
      if (progress.elapsedMs < next) return;
      next = progress.elapsedMs + (moving ? 300 : 2_000);
      if (moving) context.stderr.write(`\r\u001B[2K${line(progress)}`);
      else context.note(line(progress));
      shown = true;
    },
    stop() {
      if (moving && shown) context.stderr.write('\r\u001B[2K');
    },
  };
}

export { size as sizeText };
