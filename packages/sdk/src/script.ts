/**
 * `t.js`: the core with every module.
 *
 * @module
 */
import { everything as capture } from './capture/index.ts';
import { everything as context } from './context/index.ts';
import { createHooks } from './hooks.ts';
import { everything as gzip } from './gzip/index.ts';
import { everything as linker } from './linker/index.ts';
import type { Module } from './module.ts';
import { runScriptTag } from './script-tag.ts';

// `data-without="forms errors"` leaves modules out by their names.
runScriptTag((without) => {
  const modules: Record<string, Module> = { ...linker, ...context, ...capture, ...gzip };
  for (const name of without.split(' ')) delete modules[name];
  return createHooks(Object.values(modules));
});
