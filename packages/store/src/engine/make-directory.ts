import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../errors.ts';

/**
 * Makes a directory and those above it, for this user only.
 *
 * Not `mkdirSync(…, { recursive: true })`: on Node 20 that never returns where a file system answers
 * ENOENT although the parent is there (`/proc/x`).
 */
export function makeDirectory(directory: string): void {
  const make = () => {
    try {
      mkdirSync(directory, { mode: 0o700 });
    } catch (error) {
      if (systemCode(error) !== 'EEXIST' || !statSync(directory).isDirectory()) throw error;
    }
  };
  try {
    make();
  } catch (error) {
    const parent = path.dirname(directory);
    if (systemCode(error) !== 'ENOENT' || parent === directory) throw error;
    makeDirectory(parent);
    make();
  }
}
