/**
 * {@link axeptio} as a script of its own.
 *
 * @module
 */
import { axeptio } from './axeptio.ts';
import { register } from './register.ts';

register(axeptio);
