import { Readable } from 'node:stream';
import { createCli } from '@touchtrail/cli';

/** What a command printed and its exit code. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs the command line on a data directory, as a shell would. */
export async function touchtrail(dataDir: string, ...argv: string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const cli = createCli({
    env: { TOUCHTRAIL_DATA_DIR: dataDir },
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    stdin: Readable.from([]),
    version: 'test',
    start: () => Promise.reject(new Error('start is not for tests')),
  });
  const code = await cli.run(argv);
  return { code, out, err };
}

/** Runs a command that must succeed and reads its JSON. */
export async function touchtrailJson<Shape>(dataDir: string, ...argv: string[]): Promise<Shape> {
  const ran = await touchtrail(dataDir, ...argv, '--json');
  if (ran.code !== 0) throw new Error(`touchtrail ${argv.join(' ')}: ${ran.code}\n${ran.err}`);
  return JSON.parse(ran.out) as Shape;
}
