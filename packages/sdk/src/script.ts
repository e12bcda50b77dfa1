/**
 * `t.js`: the core with every module.
 *
 * @module
 */
import { everything as capture } from './capture/index.ts';
import { everything as context } from './context/index.ts';
import { createHooks } from './hooks.ts';
import { everything as linker } from './linker/index.ts';
import { runScriptTag } from './script-tag.ts';

// `data-without="forms errors"` leaves modules out by their names.
runScriptTag((without) =>
  createHooks(
    Object.entries({ ...linker, ...context, ...capture })
      .filter(([name]) => !without.split(' ').includes(name))
      .map(([, module]) => module),
  ),
);
