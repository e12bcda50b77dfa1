import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const version = '4.18.1';
const integrity =
  '7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg==';
const cache = path.resolve(import.meta.dirname, '../../node_modules/.cache/web-chat');

/**
 * The script of Bot Framework Web Chat (MIT), packed from the registry once. It is no dependency: the
 * package unpacks to 155 MB, nearly all of it a statistic of its build, and one file is needed.
 */
export async function webChatFile(): Promise<string> {
  const file = path.join(cache, `webchat-minimal-${version}.js`);
  if (existsSync(file)) return file;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'pack-'));
  try {
    await run('npm', ['pack', '--silent', `botframework-webchat@${version}`], { cwd: folder });
    const packed = `botframework-webchat-${version}.tgz`;
    const hash = createHash('sha512')
      .update(await readFile(path.join(folder, packed)))
      .digest('base64');
    if (hash !== integrity) throw new Error(`${packed} is not the one that was tested: ${hash}`);
    const inside = 'package/dist/webchat-minimal.js';
    await run('tar', ['-xzf', packed, inside], { cwd: folder });
    await rename(path.join(folder, inside), file);
    return file;
  } catch (error) {
    throw new Error(
      `The test of Web Chat packs botframework-webchat@${version} from the npm registry: check that npm reaches it.`,
      { cause: error },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
