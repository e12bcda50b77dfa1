/**
 * Set up before each test file: test files run in threads of one process, and Node's channels go through
 * all of them, so that a visitor who withdraws in one file withdrew in every other with the same site.
 */
const key = Symbol.for('touchtrail.BroadcastChannel');
const kept = globalThis as { [key]?: typeof BroadcastChannel };
const Real = (kept[key] ??= globalThis.BroadcastChannel);
const file = crypto.randomUUID();

globalThis.BroadcastChannel = class extends Real {
  constructor(name: string) {
    super(`${file} ${name}`);
  }
};
