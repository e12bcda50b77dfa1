import type { Command } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';

/**
 * A TCP port; 0 lets the system choose.
 *
 * @throws CliError `usage`
 */
function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw new CliError(
      'usage',
      `--port ${value} is no port.`,
      'Use a number from 0 (any free port) to 65535.',
    );
  }
  return port;
}

export const startCommand: Command = {
  name: 'start',
  args: '',
  arity: [0, 0],
  summary: 'Start the service with dashboard and embedded engine',
  options: {
    host: { type: 'string', value: 'HOST', help: 'address to listen on (127.0.0.1)' },
    port: { type: 'string', value: 'PORT', help: 'port to listen on (8787)' },
    json: { type: 'boolean', help: 'print one JSON object a line' },
  },
  examples: ['touchtrail start', 'touchtrail start --port 9000 --data-dir /var/lib/touchtrail'],
  async run(context, options) {
    const host = text(options, 'host');
    const port = text(options, 'port');
    await context.start({
      dataDir: context.dataDir,
      json: flag(options, 'json'),
      ...(context.clickhouseUrl !== undefined && { clickhouseUrl: context.clickhouseUrl }),
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port: parsePort(port) }),
    });
    return 0;
  },
};
