/**
 * The write path: takes events in, makes them durable, acknowledges.
 *
 * @module
 */
export { createCollector } from './collector.ts';
export type { Collector, CollectorDeps } from './collector.ts';
