/**
 * `t.js`: the core with every module.
 *
 * @module
 */
import { runScriptTag } from './script-tag.ts';

runScriptTag();
