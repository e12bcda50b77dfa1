/**
 * {@link usercentrics} as a script of its own.
 *
 * @module
 */
import { usercentrics } from './usercentrics.ts';
import { register } from './register.ts';

register(usercentrics);
