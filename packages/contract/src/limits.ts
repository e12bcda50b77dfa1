/** Limits of the wire, in one place. Sizes are bytes, lengths are UTF-16 code units, times are milliseconds. */
export const limits = {
  batchEvents: 500,
  requestBytes: 512 * 1024,
  eventBytes: 32 * 1024,
  idLength: 200,
  nameLength: 200,
  touchpointLength: 200,
  urlLength: 2_000,
  textLength: 500,
  commentLength: 2_000,
  propsKeys: 64,
  propsKeyLength: 100,
  propsStringLength: 1_000,
  /** Oldest accepted `at` before the time of receipt; older is moved here and marked. */
  maxPastMs: 400 * 24 * 3_600_000,
  /** Furthest accepted `at` after the time of receipt; later is moved here and marked. */
  maxFutureMs: 5 * 60_000,
  /** An imported row may be as old as this (1970-01-01) and no later than the clock allows. */
  importEarliest: 0,
  funnelSteps: 20,
  segmentConditions: 20,
} as const;
