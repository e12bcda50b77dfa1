/**
 * {@link cookiebot} as a script of its own.
 *
 * @module
 */
import { cookiebot } from './cookiebot.ts';
import { register } from './register.ts';

register(cookiebot);
