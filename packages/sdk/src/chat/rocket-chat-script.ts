/**
 * {@link rocketChat} as a script of its own.
 *
 * @module
 */
import { rocketChat } from './rocket-chat.ts';
import { register } from './register.ts';

register(rocketChat());
