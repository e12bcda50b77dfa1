/**
 * {@link sourcepoint} as a script of its own.
 *
 * @module
 */
import { sourcepoint } from './sourcepoint.ts';
import { register } from './register.ts';

register(sourcepoint);
