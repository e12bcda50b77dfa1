/**
 * What can be told of an event from its raw fields: pure steps with versions.
 *
 * @module
 */
export type { Derived } from './derived.ts';
