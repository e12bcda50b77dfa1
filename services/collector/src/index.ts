/**
 * The write path: takes events in, makes them durable, acknowledges.
 *
 * @module
 */
export { createCollector } from './collector.ts';
export type { Collector, CollectorDeps } from './collector.ts';
export { openCountryDatabase } from './country/database.ts';
export type { CountryLookup } from './country/database.ts';
export type { EnrichResources } from './enrich/told.ts';
export type { SubjectIds, Suppressions } from './gate/gate.ts';
export type { MetricsSnapshot } from './metrics.ts';
export type { QuarantineReplay, ReplayRequest, ReplayResult } from './quarantine/replay.ts';
export type { Repair } from './quarantine/repair.ts';
export { mergedMetrics } from './metrics.ts';
export type { BodyLimits } from './read-body.ts';
export { defaultRateLimits } from './limits/limits.ts';
export type { RateLimits } from './limits/limits.ts';
export type { Importer, ImportReport, ImportRequest } from './import/import-route.ts';
