import { once } from 'node:events';
import type { Output } from '../context.ts';
import { CliError } from '../errors.ts';
import type { Sink } from './part-file.ts';

const gone = (cause: unknown) =>
  new CliError(
    'export_interrupted',
    'Whoever read the output went away before the end.',
    'Write to a file with --out FILE to get all of it.',
    { cause },
  );

/**
 * Standard output as a sink: takes bytes only as fast as the other side reads, and notices when that
 * went away.
 */
export function outputSink(output: Output): Sink & { release(): void } {
  const decoder = new TextDecoder();
  if (!('once' in output)) {
    return {
      async write(chunk) {
        output.write(decoder.decode(chunk, { stream: true }));
      },
      release: () => undefined,
    };
  }
  const stream = output as unknown as NodeJS.WritableStream;
  let failure: unknown;
  const fail = (error: unknown) => {
    failure = error;
  };
  stream.on('error', fail);
  return {
    async write(chunk) {
      if (failure !== undefined) throw gone(failure);
      if (stream.write(chunk)) return;
      try {
        await once(stream, 'drain');
      } catch (error) {
        throw gone(error);
      }
    },
    release: () => void stream.off('error', fail),
  };
}
