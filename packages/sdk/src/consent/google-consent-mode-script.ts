/**
 * {@link googleConsentMode} as a script of its own.
 *
 * @module
 */
import { googleConsentMode } from './google-consent-mode.ts';
import { register } from './register.ts';

register(googleConsentMode);
