/**
 * {@link tarteaucitron} as a script of its own.
 *
 * @module
 */
import { tarteaucitron } from './tarteaucitron.ts';
import { register } from './register.ts';

register(tarteaucitron);
