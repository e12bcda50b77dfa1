export { definitionOf, verbatim, words } from '@touchtrail/contract';
export type { Said, Say } from '@touchtrail/contract';
