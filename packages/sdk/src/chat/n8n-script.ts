/**
 * {@link n8n} as a script of its own: `self.touchtrailN8n.callbacks` are for `createChat`.
 *
 * @module
 */
import { n8n } from './n8n.ts';
import { register } from './register.ts';

const widget = n8n();
(self as { touchtrailN8n?: unknown }).touchtrailN8n = widget;
register(widget);
