/**
 * `t.core.js`: the core alone.
 *
 * @module
 */
import { runScriptTag } from './script-tag.ts';

runScriptTag();
