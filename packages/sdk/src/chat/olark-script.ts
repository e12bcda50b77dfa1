/**
 * {@link olark} as a script of its own.
 *
 * @module
 */
import { olark } from './olark.ts';
import { register } from './register.ts';

register(olark());
