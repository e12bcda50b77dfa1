/**
 * {@link iubenda} as a script of its own.
 *
 * @module
 */
import { iubenda } from './iubenda.ts';
import { register } from './register.ts';

register(iubenda);
