import type { FigureValue, FunnelStep } from '@touchtrail/contract';

export interface FunnelParts {
  /** In px, left to right; the rest of `width` up to the first step is empty. */
  wentOn: number;
  open: number;
  lost: number;
  /** 95 % interval of the share of all who entered, in px; null where nothing was observed. */
  whisker: { low: number; high: number } | null;
}

/** Splits a step's bar by what its people did next. `next` is undefined at the last step. */
export function funnelParts(
  step: FunnelStep,
  next: FunnelStep | undefined,
  entered: number,
  width: number,
): FunnelParts {
  const scale = entered === 0 ? 0 : width / entered;
  const { low, high } = step.ofFirst;
  return {
    wentOn: (next ? next.reached : step.reached) * scale,
    open: (step.stillOpen ?? 0) * scale,
    lost: (step.lost ?? 0) * scale,
    whisker: low === null || high === null ? null : { low: low * width, high: high * width },
  };
}

/** The bar of the other side's share on the same scale, in px; undefined where it has none. */
export function otherBar(
  share: FigureValue | null | undefined,
  width: number,
): { length: number; whisker: FunnelParts['whisker'] } | undefined {
  if (share?.value == null) return undefined;
  const { value, low, high } = share;
  return {
    length: value * width,
    whisker: low === null || high === null ? null : { low: low * width, high: high * width },
  };
}
