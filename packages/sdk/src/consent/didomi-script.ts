/**
 * {@link didomi} as a script of its own.
 *
 * @module
 */
import { didomi } from './didomi.ts';
import { register } from './register.ts';

register(didomi);
