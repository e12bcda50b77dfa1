/**
 * {@link crisp} as a script of its own.
 *
 * @module
 */
import { crisp } from './crisp.ts';
import { register } from './register.ts';

register(crisp());
