import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = path.resolve(import.meta.dirname, '../../node_modules/.cache/web-chat');

/** A published package of which a few files are needed. */
interface Packed {
  name: string;
  version: string;
  /** SHA-512 of the package as it was tested, base64. */
  sha512: string;
  files: readonly string[];
}

/**
 * Bot Framework Web Chat (MIT). It is no dependency: the package unpacks to 155 MB, nearly all of it a
 * statistic of its build.
 */
export const webChat: Packed = {
  name: 'botframework-webchat',
  version: '4.18.1',
  sha512:
    '7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg==',
  files: ['dist/webchat-minimal.js'],
};

/**
 * n8n chat. It is no dependency and no file of it belongs in this repository: its Sustainable Use
 * License lets us run it, not pass it on.
 */
export const n8nChat: Packed = {
  name: '@n8n/chat',
  version: '1.37.0',
  sha512:
    'V1EQxDp/+rW6o/5OZgbwDfgPJXG8Jrn3TIdq7Z/26QTP90Uo3g2gv8CMnaQcphdTQVR+K06X34DOCRHXa8Tqnw==',
  files: ['dist/chat.bundle.umd.js', 'dist/style.css'],
};

/** Where the files of a package are, in its order; packed from the registry once and checked. */
export async function packedFiles({ name, version, sha512, files }: Packed): Promise<string[]> {
  const kept = files.map((file) => {
    const { name: base, ext } = path.parse(file);
    return path.join(cache, `${base}-${version}${ext}`);
  });
  if (kept.every((file) => existsSync(file))) return kept;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'pack-'));
  try {
    try {
      await run('npm', ['pack', '--silent', '--fetch-retries=1', `${name}@${version}`], {
        cwd: folder,
      });
    } catch (cause) {
      throw new Error(
        `This test packs ${name}@${version} from the npm registry once: check that npm reaches it.`,
        { cause },
      );
    }
    const packed = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
    const hash = createHash('sha512')
      .update(await readFile(path.join(folder, packed)))
      .digest('base64');
    if (hash !== sha512) throw new Error(`${packed} is not the one that was tested: ${hash}`);
    const inside = files.map((file) => `package/${file}`);
    await run('tar', ['-xzf', packed, ...inside], { cwd: folder });
    for (const [at, file] of kept.entries()) await rename(path.join(folder, inside[at]!), file);
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
