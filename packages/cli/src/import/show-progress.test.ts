import { expect, it } from 'vitest';
import { showExportProgress } from '../export/show-export-progress.ts';
import { showProgress } from './show-progress.ts';

/** A terminal, or a log, that keeps what it was told. */
function context(isTerminal: boolean) {
  let text = '';
  const stderr = { write: (part: string) => (text += part), isTTY: isTerminal, columns: 120 };
  return {
    said: () => text,
    tty: { stdout: isTerminal, stderr: isTerminal },
    stderr,
    note: (line: string) => void (text += `${line}\n`),
  };
}

const quarter = {
  records: 50_000,
  stored: 49_990,
  rejected: 10,
  bytes: 5_000_000,
  totalBytes: 20_000_000,
  elapsedMs: 2_500,
};

it('a log is told every two seconds: rows, rate and time left', () => {
  const at = context(false);
  const progress = showProgress(at);
  progress.update({ ...quarter, elapsedMs: 1_999 });
  progress.update(quarter);
  progress.update({ ...quarter, elapsedMs: 4_499 });
  progress.update({ ...quarter, records: 200_000, bytes: 20_000_000, elapsedMs: 10_000 });
  expect(at.said().split('\n')).toEqual([
    '  50,000 rows read, 49,990 stored, 20,000 rows/s, 8 s left',
    '  200,000 rows read, 49,990 stored, 20,000 rows/s, 0 s left',
    '',
  ]);
});

it('a long one is told in minutes; of a stream nobody knows how long it is', () => {
  const at = context(false);
  const progress = showProgress(at);
  progress.update({ ...quarter, bytes: 100_000 });
  progress.update({ ...quarter, totalBytes: undefined, elapsedMs: 9_000 });
  expect(at.said()).toContain('20,000 rows/s, 8 min left\n');
  expect(at.said()).toMatch(/49,990 stored, 5,556 rows\/s\n$/);
});

it('a terminal has a bar with the same', () => {
  const at = context(true);
  const progress = showProgress(at);
  progress.update(quarter);
  progress.stop();
  expect(at.said()).toMatch(/25%\s+50,000 rows\s+20,000 rows\/s\s+8 s left/);
});

it.each([true, false])('an export tells share, rows, bytes, rate and time left (%s)', (tty) => {
  const at = context(tty);
  const progress = showExportProgress(at);
  // What an earlier run wrote was not written at this run's rate.
  progress.update({
    rows: 400_000,
    totalRows: 1_000_000,
    bytes: 52_000_000,
    skipped: 200_000,
    elapsedMs: 2_000,
  });
  expect(at.said()).toContain('  40 %, 400,000 rows, 52.0 MB, 100,000 rows/s, 6 s left');
});
