import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { distFile, sdkDir } from './dist-files.ts';

const root = path.join(sdkDir, '../..');
const spa = path.join(root, 'examples/spa');
const run = promisify(execFile);

/** What a command printed, and whether it succeeded. */
interface Ran {
  ok: boolean;
  output: string;
}

async function tryTo(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(command, args, { maxBuffer: 1 << 24, ...options });
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout?: string; stderr?: string };
    return { ok: false, output: [message, stdout, stderr].filter(Boolean).join('\n') };
  }
}

async function must(what: string, ...call: Parameters<typeof tryTo>): Promise<string> {
  const { ok, output } = await tryTo(...call);
  if (!ok) throw new Error(`${what}\n${output}`);
  return output;
}

/** The example app in an empty folder outside the workspace, with the SDK as npm would deliver it. */
export interface Installed {
  folder: string;
  /** The SDK's folder there. */
  package: string;
  /** Runs the compiler over the app's types, with `extra` files added under `src/`. */
  types(extra?: Record<string, string>): Promise<Ran>;
  /** Builds the app; returns the folder of its files. */
  build(env: Record<string, string>): Promise<string>;
  /** Runs a file of JavaScript in this folder with plain Node. */
  node(code: string, flags?: readonly string[]): Promise<Ran>;
  remove(): Promise<void>;
}

/** Packs the built SDK and installs it into a copy of the example app. */
export async function installPacked(): Promise<Installed> {
  // Without a build there is nothing to pack, and this says so.
  distFile('index.js');
  const folder = await mkdtemp(path.join(tmpdir(), 'touchtrail-packed-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const pnpm = path.join(root, 'node_modules/.bin/pnpm');
    await must('The SDK could not be packed.', pnpm, ['pack', '--pack-destination', folder], {
      cwd: sdkDir,
    });
    const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
    if (!tarball) throw new Error('pnpm pack left no tarball.');
    for (const name of ['src', 'index.html', 'tsconfig.json']) {
      await cp(path.join(spa, name), path.join(folder, name), { recursive: true });
    }
    const app = JSON.parse(await readFile(path.join(spa, 'package.json'), 'utf8')) as object;
    await writeFile(
      path.join(folder, 'package.json'),
      JSON.stringify({
        ...app,
        dependencies: { '@touchtrail/sdk': `file:${tarball}` },
        devDependencies: {},
      }),
    );
    const { dependencies } = JSON.parse(
      await readFile(path.join(sdkDir, 'package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    const wanted = Object.entries(dependencies).map((pair) => pair.join('@'));
    await must(
      'npm could not install the packed SDK. Its dependencies must be in npm’s cache or in a registry ' +
        'that can be reached: connect once and run the test again, or fill the cache with ' +
        `\`npm cache add ${wanted.join(' ')}\`.`,
      'npm',
      [
        'install',
        '--prefix',
        folder,
        '--prefer-offline',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
      ],
      { cwd: folder },
    );
  } catch (error) {
    await remove();
    throw error;
  }
  // The tools are the workspace's own; only what is installed here is under test.
  const tools = createRequire(path.join(spa, 'package.json'));
  const tool = (name: string, bin: string) =>
    path.join(path.dirname(tools.resolve(`${name}/package.json`)), bin);
  return {
    folder,
    package: path.join(folder, 'node_modules/@touchtrail/sdk'),
    async types(extra = {}) {
      const added = Object.keys(extra).map((name) => path.join(folder, 'src', name));
      for (const [name, text] of Object.entries(extra)) {
        await writeFile(path.join(folder, 'src', name), text);
      }
      const ran = await tryTo(process.execPath, [tool('typescript', 'bin/tsc'), '-p', folder], {
        cwd: folder,
      });
      for (const file of added) await rm(file);
      return ran;
    },
    async build(env) {
      await must(
        'The example app could not be built on the packed SDK.',
        process.execPath,
        [tool('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn'],
        { cwd: folder, env: { ...process.env, NODE_ENV: 'production', ...env } },
      );
      return path.join(folder, 'dist');
    },
    async node(code, flags = []) {
      const file = path.join(folder, 'run.mjs');
      await writeFile(file, code);
      return tryTo(process.execPath, [...flags, file], { cwd: folder });
    },
    remove,
  };
}
