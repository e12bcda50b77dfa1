/**
 * {@link intercom} as a script of its own.
 *
 * @module
 */
import { intercom } from './intercom.ts';
import { register } from './register.ts';

register(intercom());
