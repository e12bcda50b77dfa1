/**
 * {@link vanillaCookieconsent} as a script of its own.
 *
 * @module
 */
import { vanillaCookieconsent } from './vanilla-cookieconsent.ts';
import { register } from './register.ts';

register(vanillaCookieconsent);
