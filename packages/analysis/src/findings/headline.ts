import type { Finding, FindingsResult } from '@touchtrail/contract';
import { told } from './draft.ts';

const count = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;

/** One sentence on what stands out, or on what was looked at where nothing does. */
export function headlineOf(findings: readonly Finding[], looked: FindingsResult['looked']): string {
  const [first] = findings;
  if (!first) {
    const judged = looked.filter((entry) => entry.judged > 0);
    return judged.length === 0
      ? 'Too few data to say what stands out.'
      : `Nothing stands out: of ${judged.map((entry) => `${entry.judged} ${entry.what}`).join(', ')} none is beyond chance.`;
  }
  const costly = findings.find(
    ({ direction, perMonth }) =>
      direction === 'loss' && perMonth.high !== null && perMonth.high < 0,
  );
  const fresh = findings.filter(({ status }) => status === 'new').length;
  const start = `${count(findings.length, 'finding')}${fresh > 0 ? `, ${fresh} new` : ''}`;
  if (!costly) return `${start}: ${first.statement}`;
  const { perMonth } = costly;
  const lost = {
    value: -(perMonth.value ?? 0),
    low: -(perMonth.high ?? 0),
    high: -(perMonth.low ?? 0),
  };
  const at = costly.touchpoint ?? costly.statement;
  return `${start}; the costliest at ${at}: ${told(lost)} ${perMonth.of} lost in 30 days.`;
}
