/**
 * {@link n8n} as a script of its own: `self.touchtrailN8n.callbacks` are for `createChat`.
 *
 * @module
 */
import { n8n } from './n8n.ts';
import type { N8nAdapter } from './n8n.ts';
import { register } from './register.ts';

// A second copy of this script hands out the adapter that is connected already.
register(((self as { touchtrailN8n?: N8nAdapter }).touchtrailN8n ??= n8n()));
