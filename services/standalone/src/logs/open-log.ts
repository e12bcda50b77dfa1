import { createLog } from './logs.ts';
import type { Log } from './logs.ts';
import type { LogSettings } from '../workers/worker-settings.ts';

interface TextSink {
  write(text: string): unknown;
}

/** The log of a process: on standard error, or as events on standard output. */
export function openLog(settings: LogSettings, stdout: TextSink, stderr: TextSink): Log {
  const { form, level, asEvents } = settings;
  if (!asEvents) {
    return createLog({
      form,
      level,
      clock: Date.now,
      write: (text) => void stderr.write(text),
    });
  }
  return createLog({
    form: 'json',
    level,
    clock: Date.now,
    write(text) {
      const line = JSON.parse(text) as object;
      stdout.write(`${JSON.stringify({ event: 'log', ...line })}\n`);
    },
  });
}
