/**
 * {@link chatwoot} as a script of its own.
 *
 * @module
 */
import { chatwoot } from './chatwoot.ts';
import { register } from './register.ts';

register(chatwoot());
