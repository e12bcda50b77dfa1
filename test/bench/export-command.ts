/**
 * One command of `touchtrail` as a process of its own, which says what memory it took at most (KiB).
 *
 * @module
 */
import { createCli } from '@touchtrail/cli';

const { env, stdout, stderr, stdin } = process;
const start = () => Promise.resolve();
const cli = createCli({ env, stdout, stderr, stdin, version: 'bench', start });
process.exitCode = await cli.run(process.argv.slice(2));
process.send?.(process.resourceUsage().maxRSS);
process.disconnect();
