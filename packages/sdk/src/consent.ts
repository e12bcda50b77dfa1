import type { ConsentReceiptInput } from '@touchtrail/contract';
import { text } from './fields.ts';
import type { Loose } from './fields.ts';
import { idLifetimeMs } from './identity.ts';
import type { ConsentChoice, ConsentOptions, Purpose } from './types.ts';

/** A decision as it travels with each event. */
export type Receipt = Loose<ConsentReceiptInput> & {
  purposes: Purpose[];
  source: string;
  decidedAt: number;
};

const all = 'storage measurement identification offline_join personalisation sharing content'.split(
  ' ',
) as Purpose[];

/**
 * The receipt of a decision. What it leaves open stays as it was in the one before.
 *
 * @param now epoch ms.
 * @returns one without purposes for a denial: everything else stands on `measurement`. Also for a
 * decision of more than 13 months ago, which has to be asked for again.
 */
export function receiptOf(
  choice: ConsentChoice,
  options: ConsentOptions,
  before: Receipt | undefined,
  now: number,
): Receipt {
  let purposes = all.filter((purpose, index) =>
    choice === 'grant' ? index < 3 : choice[purpose as never] === true,
  );
  if (!purposes.includes('measurement')) purposes = [];
  const same = `${purposes}` === `${before?.purposes}`;
  const decidedAt = options.decidedAt ?? (same ? before!.decidedAt : now);
  const next: Record<string, unknown> = { source: 'api', ...before };
  for (const name in options) {
    next[name] = text(options[name as 'source'], name === 'signal' ? 8_000 : 100) ?? next[name];
  }
  next['purposes'] = now - decidedAt < idLifetimeMs ? purposes : [];
  next['decidedAt'] = decidedAt;
  return next as Receipt;
}
