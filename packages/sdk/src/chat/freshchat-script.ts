/**
 * {@link freshchat} as a script of its own.
 *
 * @module
 */
import { freshchat } from './freshchat.ts';
import { register } from './register.ts';

register(freshchat());
