import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const fileOf = (dataDir: string) => path.join(dataDir, 'service.json');

/** What the service of a data directory leaves there for the command line. */
export interface ServiceNote {
  pid: number;
  url: string;
}

/** Notes where the service of this process answers. */
export function noteService(dataDir: string, url: string): void {
  const note: ServiceNote = { pid: process.pid, url };
  const temporary = `${fileOf(dataDir)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(note), { mode: 0o600 });
  renameSync(temporary, fileOf(dataDir));
}

/** Takes the note away. */
export const forgetService = (dataDir: string): void => rmSync(fileOf(dataDir), { force: true });

/** The note of a service that runs; undefined when none does. */
export function readServiceNote(dataDir: string): ServiceNote | undefined {
  try {
    const note = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as ServiceNote;
    process.kill(note.pid, 0);
    return note;
  } catch {
    // None, or left by one that was killed.
    return undefined;
  }
}
