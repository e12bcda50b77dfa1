import type { ActionState } from '@touchtrail/contract';

/** Columns of the board, in order. */
export const actionStates: readonly ActionState[] = ['idea', 'doing', 'shipped', 'measured'];
