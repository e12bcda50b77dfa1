/**
 * {@link osano} as a script of its own.
 *
 * @module
 */
import { osano } from './osano.ts';
import { register } from './register.ts';

register(osano);
