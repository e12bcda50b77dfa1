/**
 * {@link salesforce} as a script of its own.
 *
 * @module
 */
import { salesforce } from './salesforce.ts';
import { register } from './register.ts';

register(salesforce());
