/**
 * {@link tcf} as a script of its own.
 *
 * @module
 */
import { tcf } from './tcf.ts';
import { register } from './register.ts';

register(tcf);
