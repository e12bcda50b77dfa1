import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { systemCode } from '../errors.ts';
import { identityOf, isSameProcess } from './process-identity.ts';

/** Who holds a directory. */
export interface LockOwner {
  pid: number;
  /** Tells a reused process id apart, see {@link identityOf}. */
  identity: string;
}

/** A lock file that this process holds. */
export interface HeldLock<Info> {
  /** Replaces what other processes read about the owner. */
  update(info: Info): void;
  release(): void;
}

export type LockAttempt<Info> =
  | { held: HeldLock<Info>; /** What a dead owner left. */ previous: Info | undefined }
  | { owner: LockOwner; info: Info | undefined };

interface Content<Info> extends LockOwner {
  info?: Info;
}

function read<Info>(file: string): { text: string; content: Content<Info> | undefined } {
  const text = readFileSync(file, 'utf8');
  try {
    return { text, content: JSON.parse(text) as Content<Info> };
  } catch {
    // A file that a power cut left empty names nobody, so nobody holds it.
    return { text, content: undefined };
  }
}

/** What the live owner of a lock file says, or `undefined` when nobody alive holds it. */
export function readLock<Info>(
  file: string,
): { owner: LockOwner; info: Info | undefined } | undefined {
  try {
    const { content } = read<Info>(file);
    if (!content || !isSameProcess(content.pid, content.identity)) return undefined;
    return { owner: { pid: content.pid, identity: content.identity }, info: content.info };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const tryDo = (action: () => void, ignored: string): boolean => {
  try {
    action();
    return true;
  } catch (error) {
    if (systemCode(error) === ignored) return false;
    throw error;
  }
};

/**
 * Takes the lock file, or says who holds it. A lock whose owner is dead is taken over.
 *
 * The file appears with its whole content by `link`, which fails when it exists: two processes that
 * start together cannot both win.
 */
export function takeLock<Info>(file: string, info: Info): LockAttempt<Info> {
  const unique = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const self: LockOwner = { pid: process.pid, identity: identityOf(process.pid) };
  const put = (target: string, value: Info) =>
    writeFileSync(target, JSON.stringify({ ...self, info: value }), { mode: 0o600 });

  const held: HeldLock<Info> = {
    update(value) {
      put(unique, value);
      renameSync(unique, file);
    },
    release() {
      tryDo(() => unlinkSync(file), 'ENOENT');
    },
  };

  put(unique, info);
  let previous: Info | undefined;
  try {
    for (;;) {
      if (tryDo(() => linkSync(unique, file), 'EEXIST')) return { held, previous };
      let stale: string;
      try {
        const { text, content } = read<Info>(file);
        if (content && isSameProcess(content.pid, content.identity)) {
          return { owner: { pid: content.pid, identity: content.identity }, info: content.info };
        }
        stale = text;
        previous = content?.info;
      } catch (error) {
        if (systemCode(error) === 'ENOENT') continue;
        throw error;
      }
      const aside = `${unique}.stale`;
      if (!tryDo(() => renameSync(file, aside), 'ENOENT')) continue;
      // Somebody else may have taken the lock over between our look and our rename: give it back.
      if (readFileSync(aside, 'utf8') !== stale) tryDo(() => linkSync(aside, file), 'EEXIST');
      unlinkSync(aside);
    }
  } finally {
    tryDo(() => unlinkSync(unique), 'ENOENT');
  }
}
