/**
 * {@link userlike} as a script of its own.
 *
 * @module
 */
import { userlike } from './userlike.ts';
import { register } from './register.ts';

register(userlike());
