/**
 * Hides what must never leave a page or reach a table. The browser and the service use the same
 * rules: the service is the second gate.
 *
 * @module
 */
export { scrubText } from './text.ts';
export { scrubPath, scrubUrl } from './url.ts';
