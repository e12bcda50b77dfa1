/**
 * {@link zendesk} as a script of its own.
 *
 * @module
 */
import { zendesk } from './zendesk.ts';
import { register } from './register.ts';

register(zendesk());
