/**
 * {@link dialogflow} as a script of its own.
 *
 * @module
 */
import { dialogflow } from './dialogflow.ts';
import { register } from './register.ts';

register(dialogflow());
