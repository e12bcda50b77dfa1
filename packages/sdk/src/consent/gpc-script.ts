/**
 * {@link gpc} as a script of its own.
 *
 * @module
 */
import { gpc } from './gpc.ts';
import { register } from './register.ts';

register(gpc);
