/**
 * `t.bridge-child.js`: the SDK in a frame or a web view, as `window.touchtrail`. Calls to the inline
 * stub made before are played. `data-parents='["https://…"]'`, `data-channel="chat"`.
 *
 * @module
 */
import { scriptOptions } from '../consent/script-options.ts';
import type { Touchtrail } from '../types.ts';
import { createBridgedTouchtrail } from './child.ts';
import type { BridgedConfig } from './child.ts';

type Call = [method: keyof Touchtrail, args: unknown[], answer?: (value: unknown) => void];

const page = self as unknown as { touchtrail?: Partial<Touchtrail> & { q?: Call[] } };
const { parents = [], channel } = scriptOptions() as Partial<BridgedConfig>;
const waiting = page.touchtrail;

if (!waiting || waiting.q) {
  const api = createBridgedTouchtrail({
    parents: typeof parents === 'string' && parents !== '*' ? [parents] : parents,
    channel,
  });
  const calls = waiting?.q ?? [];
  delete waiting?.q;
  // The stub itself becomes the SDK, so that whoever kept a reference to it keeps a working one.
  page.touchtrail = Object.assign(waiting ?? {}, api);
  for (const [method, args, answer] of calls) {
    const result = (api[method] as ((...args: unknown[]) => unknown) | undefined)?.(...args);
    answer?.(result);
  }
}
