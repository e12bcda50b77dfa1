/**
 * {@link klaro} as a script of its own.
 *
 * @module
 */
import { klaro } from './klaro.ts';
import { register } from './register.ts';

register(klaro);
