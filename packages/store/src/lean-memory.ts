import { platformKey } from './engine/platform.ts';

/** Of glibc's malloc.h: number and value of each setting. */
export const mallocSettings = [
  // One heap: what a thread frees can be used by all.
  { name: 'MALLOC_ARENA_MAX', number: -8, value: 1 },
  // Larger blocks go back at once. Unset, the limit grows to the largest block that was ever freed.
  { name: 'MALLOC_MMAP_THRESHOLD_', number: -3, value: 131_072 },
  { name: 'MALLOC_TRIM_THRESHOLD_', number: -1, value: 131_072 },
] as const;

/**
 * Makes the C library give memory back that buffers of requests and segments no longer use; it keeps it
 * otherwise. To be called before a process does anything else. Settings of the environment stay.
 *
 * @returns whether it could be done: with glibc, where `ffi-rs` is installed
 * @example
 * await keepMemoryLean(process.env);
 */
export async function keepMemoryLean(
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  if (!platformKey().endsWith('-glibc')) return false;
  try {
    const { DataType, load, open } = await import('ffi-rs');
    open({ library: 'libc', path: 'libc.so.6' });
    return mallocSettings
      .filter(({ name }) => env[name] === undefined)
      .every(
        ({ number, value }) =>
          load({
            library: 'libc',
            funcName: 'mallopt',
            retType: DataType.I32,
            paramsType: [DataType.I32, DataType.I32],
            paramsValue: [number, value],
          }) === 1,
      );
  } catch {
    // Without it the process only holds more memory.
    return false;
  }
}
