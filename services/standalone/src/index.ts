/**
 * Everything on one port.
 *
 * @module
 */
export { startService } from './start-service.ts';
export type { Service, ServiceOptions } from './start-service.ts';
export { ServiceError } from './service-error.ts';
export type { ServiceErrorCode } from './service-error.ts';
