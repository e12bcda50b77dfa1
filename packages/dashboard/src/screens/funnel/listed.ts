import type { FunnelFate } from '@touchtrail/contract';

const fates = ['reached', 'went-on', 'lost', 'open'] as const satisfies readonly FunnelFate[];

/** Whose names are asked for: of a step, from 1, and what became of them there. */
export interface Listed {
  step: number;
  who: FunnelFate;
}

/** As it stands in a link. @example listedMark({ step: 2, who: 'lost' }); // '2.lost' */
export const listedMark = ({ step, who }: Listed): string => `${step}.${who}`;

/** Reads what {@link listedMark} wrote; undefined where the funnel has no such step, or nobody goes on from it. */
export function readListed(mark: string | null, steps: number): Listed | undefined {
  const [, number = '', fate = ''] = /^(\d{1,2})\.([a-z-]+)$/.exec(mark ?? '') ?? [];
  const step = Number(number);
  const who = fates.find((one) => one === fate);
  if (who === undefined || step < 1 || step > steps) return undefined;
  return step === steps && who !== 'reached' ? undefined : { step, who };
}
