/**
 * {@link drift} as a script of its own.
 *
 * @module
 */
import { drift } from './drift.ts';
import { register } from './register.ts';

register(drift());
