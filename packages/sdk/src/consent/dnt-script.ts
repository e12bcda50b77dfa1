/**
 * {@link dnt} as a script of its own.
 *
 * @module
 */
import { dnt } from './dnt.ts';
import { register } from './register.ts';

register(dnt);
