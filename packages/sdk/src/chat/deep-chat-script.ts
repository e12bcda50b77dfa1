/**
 * {@link deepChat} as a script of its own.
 *
 * @module
 */
import { deepChat } from './deep-chat.ts';
import { register } from './register.ts';

register(deepChat());
