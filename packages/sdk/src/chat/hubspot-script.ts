/**
 * {@link hubspot} as a script of its own.
 *
 * @module
 */
import { hubspot } from './hubspot.ts';
import { register } from './register.ts';

register(hubspot());
