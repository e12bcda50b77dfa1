/**
 * {@link gpp} as a script of its own.
 *
 * @module
 */
import { gpp } from './gpp.ts';
import { register } from './register.ts';

register(gpp);
