/**
 * The read path: reports, people, live stream, login, dashboard.
 *
 * @module
 */
export { createConsole } from './console.ts';
export type { Console, ConsoleDeps } from './console.ts';
