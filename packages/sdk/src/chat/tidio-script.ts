/**
 * {@link tidio} as a script of its own.
 *
 * @module
 */
import { tidio } from './tidio.ts';
import { register } from './register.ts';

register(tidio());
