/**
 * {@link orejime} as a script of its own.
 *
 * @module
 */
import { orejime } from './orejime.ts';
import { register } from './register.ts';

register(orejime);
