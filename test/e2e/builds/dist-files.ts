import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The package as it lies in the workspace. */
export const sdkDir = path.join(import.meta.dirname, '../../../packages/sdk');

/** A built file of the SDK, as it would be copied to one's own server. */
export function distFile(name: string): string {
  const file = path.join(sdkDir, 'dist', name);
  if (!existsSync(file)) throw new Error(`${file} is missing. Run \`npm run build\` first.`);
  return readFileSync(file, 'utf8');
}

/** The inline stub, ready to be pasted. */
export const stub = (): string => distFile('stub.js').trim();

/** What the manifest says of a script for its tag. */
export function integrityOf(name: string): string {
  const { files } = JSON.parse(distFile('manifest.json')) as {
    files: Record<string, { integrity: string }>;
  };
  const found = files[name]?.integrity;
  if (!found) throw new Error(`manifest.json does not name ${name}`);
  return found;
}
