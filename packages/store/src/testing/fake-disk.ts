import path from 'node:path';
import type { Disk } from '../spool/disk.ts';
import type { SegmentRows } from '../spool/segment-rows.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** A disk in memory that can be full, fail to sync, or lose power. */
export function fakeDisk() {
  /** What programs see, and what would be left after a power cut. */
  const seen = new Map<string, Buffer>();
  const durable = new Map<string, Buffer>();
  const state = {
    /** Bytes that still fit; a write that does not fit is cut short, then fails. */
    capacity: Infinity,
    free: Infinity,
    failNextSync: false,
    syncs: 0,
  };
  const used = () => [...seen.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const get = (file: string): Buffer => {
    const bytes = seen.get(file);
    if (!bytes) throw failure('ENOENT');
    return bytes;
  };
  const disk: Disk = {
    makeDirectory: async () => undefined,
    list: async (directory) =>
      [...seen.keys()]
        .filter((file) => path.dirname(file) === directory)
        .map((f) => path.basename(f)),
    read: async (file) => get(file),
    async open(file, existing) {
      if (existing) get(file);
      else if (used() >= state.capacity) throw failure('ENOSPC');
      else seen.set(file, Buffer.alloc(0));
      return {
        async write(bytes) {
          const room = Math.max(0, state.capacity - used());
          seen.set(file, Buffer.concat([get(file), bytes.subarray(0, room)]));
          if (room < bytes.length) throw failure('ENOSPC');
        },
        async sync() {
          state.syncs++;
          await new Promise((resolve) => setImmediate(resolve));
          if (state.failNextSync) {
            state.failNextSync = false;
            throw failure('EIO');
          }
          durable.set(file, get(file));
        },
        async truncate(length) {
          seen.set(file, get(file).subarray(0, length));
        },
        close: async () => undefined,
      };
    },
    async writeSynced(file, content) {
      seen.set(file, Buffer.from(content));
    },
    async remove(file) {
      get(file);
      seen.delete(file);
      durable.delete(file);
    },
    syncDirectory: async () => undefined,
    freeBytes: async () => state.free,
  };
  return { disk, files: seen, durable, state };
}

/** A ClickHouse that takes rows, can be away, refuses rows with `bad`, and drops repeated tokens. */
export function fakeTable(makeError: { away: () => Error; refused: () => Error }) {
  const stored: Record<string, unknown>[] = [];
  const tokens = new Map<string, string>();
  const state = { away: false, loseAnswers: 0, inFlight: 0, mostInFlight: 0, calls: 0 };
  const insert = async (given: SegmentRows, token: string): Promise<void> => {
    state.calls++;
    state.inFlight++;
    state.mostInFlight = Math.max(state.mostInFlight, state.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    state.inFlight--;
    if (state.away) throw makeError.away();
    const rows = [...given.each()];
    const text = JSON.stringify(rows);
    if (rows.some((row) => row['bad'] === true)) throw makeError.refused();
    const before = tokens.get(token);
    if (before !== undefined && before !== text) throw new Error('one token for two contents');
    if (before === undefined) stored.push(...rows);
    tokens.set(token, text);
    if (state.loseAnswers > 0) {
      state.loseAnswers--;
      throw makeError.away();
    }
  };
  return { insert, stored, state };
}
