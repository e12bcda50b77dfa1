import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Disk } from './disk.ts';
import { readFrames } from './frames.ts';

/** A closed segment: its bytes never change again, so its name can be a deduplication token. */
export interface Segment {
  /** File name without its ending: the token. */
  token: string;
  file: string;
  bytes: number;
  /** Epoch ms when its first row came. */
  since: number;
}

/** Names of segment files; `.ndjson` is what versions before frames wrote. */
export const segmentName = /^(\d{15})-[0-9a-f]+-\d+\.(rows|ndjson)$/;

/**
 * Names of segments, sorted by time. The random part is new in each process: a token used again for
 * other rows would make ClickHouse drop them silently.
 */
export function segmentNames(directory: string, clock: () => number) {
  const id = randomBytes(6).toString('hex');
  let sequence = 0;
  return (): { token: string; file: string; since: number } => {
    const since = clock();
    const token = `${String(since).padStart(15, '0')}-${id}-${String(sequence++).padStart(8, '0')}`;
    return { token, file: path.join(directory, `${token}.rows`), since };
  };
}

/** Length up to which a segment was acknowledged; 0 for one without a row. */
function acknowledgedLength(name: string, content: Buffer): number {
  if (name.endsWith('.ndjson')) return content.lastIndexOf(0x0a) + 1;
  const { frames, damaged, end } = readFrames(content);
  // A segment whose format cannot be read is kept whole, to be set aside.
  if (damaged.length > 0) return end;
  return frames.some((frame) => frame.kind === 'rows') ? end : 0;
}

/**
 * Segments that an earlier process left, oldest first. A torn end is cut off first: it was never
 * acknowledged. Empty segments are removed.
 */
export async function leftSegments(disk: Disk, directory: string): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const name of (await disk.list(directory)).toSorted()) {
    const match = segmentName.exec(name);
    if (!match) continue;
    const file = path.join(directory, name);
    const content = await disk.read(file);
    const bytes = acknowledgedLength(name, content);
    if (bytes === 0) {
      await disk.remove(file);
      continue;
    }
    if (bytes < content.length) {
      const handle = await disk.open(file, 'existing');
      try {
        await handle.truncate(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    segments.push({ token: path.parse(name).name, file, bytes, since: Number(match[1]) });
  }
  return segments;
}
