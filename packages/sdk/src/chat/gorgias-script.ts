/**
 * {@link gorgias} as a script of its own.
 *
 * @module
 */
import { gorgias } from './gorgias.ts';
import { register } from './register.ts';

register(gorgias());
