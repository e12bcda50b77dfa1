/**
 * {@link tawk} as a script of its own.
 *
 * @module
 */
import { tawk } from './tawk.ts';
import { register } from './register.ts';

register(tawk());
