/**
 * {@link onetrust} as a script of its own.
 *
 * @module
 */
import { onetrust } from './onetrust.ts';
import { register } from './register.ts';

register(onetrust);
