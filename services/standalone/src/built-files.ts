import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Folder of an installed package as seen from a file, whatever its `exports` let through. */
export function packageDir(name: string, from: string): string | undefined {
  for (const folder of createRequire(from).resolve.paths(name) ?? []) {
    const candidate = path.join(folder, name);
    if (existsSync(path.join(candidate, 'package.json'))) return realpathSync(candidate);
  }
  return undefined;
}

const inside = (dir: string | undefined, ...parts: string[]) => dir && path.join(dir, ...parts);

/** Where the files that the service hands out lie; `undefined` for what is not there. */
export interface BuiltFiles {
  sdkDir: string | undefined;
  dashboardDir: string | undefined;
  shopDir: string | undefined;
  /** The consent banner and the chat widget of the example shop. */
  vendorDirs: string[];
  /** What is missing, in words; empty when all is built. */
  missing: string[];
}

/**
 * Finds the built SDK and dashboard and the example shop.
 *
 * @example
 * findBuiltFiles(import.meta.url).missing; // []
 */
export function findBuiltFiles(from: string): BuiltFiles {
  const shop = packageDir('@touchtrail/example-shop', from);
  const vendorDirs = ['vanilla-cookieconsent', 'deep-chat'].flatMap((name) => {
    const dir = shop && packageDir(name, path.join(shop, 'package.json'));
    return dir === undefined ? [] : [path.join(dir, 'dist')];
  });
  const files = {
    sdkDir: inside(packageDir('@touchtrail/sdk', from), 'dist'),
    dashboardDir: inside(packageDir('@touchtrail/dashboard', from), 'dist', 'static'),
    shopDir: inside(shop, 'public'),
    vendorDirs,
  };
  const wanted: [string | undefined, string, string][] = [
    [files.sdkDir, 't.js', 'the script /t.js'],
    [files.dashboardDir, 'index.html', 'the dashboard'],
    [files.shopDir, 'index.html', 'the demo shop'],
  ];
  const missing = wanted
    .filter(([dir, file]) => dir === undefined || !existsSync(path.join(dir, file)))
    .map(([, , words]) => words);
  return { ...files, missing };
}
