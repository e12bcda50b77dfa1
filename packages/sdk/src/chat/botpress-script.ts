/**
 * {@link botpress} as a script of its own.
 *
 * @module
 */
import { botpress } from './botpress.ts';
import { register } from './register.ts';

register(botpress());
