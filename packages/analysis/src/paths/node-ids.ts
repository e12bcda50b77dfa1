import { flowOther, pathStart } from '@touchtrail/contract';
import { nameOf, otherId } from '../base/names.ts';

/** Numbers that stand for what is no touchpoint; hashes are as good as never this small. */
export const nodeIds = {
  start: '1',
  converted: '2',
  abandoned: '3',
  open: '4',
  end: '5',
  other: otherId,
  silent: '7',
  active: '8',
} as const;

const fixedNames: ReadonlyMap<string, string> = new Map([
  [nodeIds.start, pathStart],
  [nodeIds.converted, '(converted)'],
  [nodeIds.abandoned, '(abandoned)'],
  [nodeIds.open, '(open)'],
  [nodeIds.silent, '(silent)'],
  [nodeIds.active, '(active)'],
  [nodeIds.end, '(end)'],
  [nodeIds.other, flowOther],
]);
const endIds: ReadonlySet<string> = new Set([
  nodeIds.converted,
  nodeIds.abandoned,
  nodeIds.open,
  nodeIds.silent,
  nodeIds.active,
  nodeIds.end,
]);

/** Whether a node id is an end of paths. */
export const isEnd = (id: string): boolean => endIds.has(id);

/** Name of a node: a touchpoint, `(start)`, `(other)` or an end. */
export const nodeName = (names: ReadonlyMap<string, string>, id: string): string =>
  fixedNames.get(id) ?? nameOf(names, id);
