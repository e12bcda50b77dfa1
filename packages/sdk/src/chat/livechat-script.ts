/**
 * {@link livechat} as a script of its own.
 *
 * @module
 */
import { livechat } from './livechat.ts';
import { register } from './register.ts';

register(livechat());
