/**
 * The read path: reports, people, live stream, login, dashboard.
 *
 * @module
 */
export { createConsole } from './console.ts';
export type { Console, ConsoleDeps } from './console.ts';
export { createSessionShelf } from './sessions.ts';
export type { Session, SessionShelf } from './sessions.ts';
export type { ReplayRefused } from './quarantine-routes.ts';
export { watchFindings } from './findings/watch-findings.ts';
export type { FindingsLook, FindingsWatchOptions } from './findings/watch-findings.ts';
export { watchSegments } from './segments/watch-segments.ts';
export type { SegmentWatch, WatchOptions } from './segments/watch-segments.ts';
