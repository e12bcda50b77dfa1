import type { Finding } from '@touchtrail/contract';
import { verbatim } from '../base/words.ts';
import type { Said } from '../base/words.ts';
import { told } from './draft.ts';
import type { Looked } from './draft.ts';
import { mention, mentioning } from './mentions.ts';
import { say } from './say.ts';

const joined = (parts: readonly Said[]): Said => ({
  en: parts.map(({ en }) => en).join(', '),
  de: parts.map(({ de }) => de).join(', '),
});

/** One sentence on what stands out, with its mentions marked, or on what was looked at where nothing does. */
export function headlineOf(findings: readonly Finding[], looked: readonly Looked[]): Said {
  const [first] = findings;
  if (!first) {
    const judged = looked.filter((entry) => entry.judged > 0);
    if (judged.length === 0) return say('Too few data to say what stands out.');
    const parts = judged.map(({ judged: n, what }) => ({
      en: `${n} ${what.en}`,
      de: `${n} ${what.de}`,
    }));
    return say('Nothing stands out: of {judged} none is beyond chance.', { judged: joined(parts) });
  }
  const costly = findings.find(
    ({ direction, perMonth }) =>
      direction === 'loss' && perMonth.high !== null && perMonth.high < 0,
  );
  const fresh = findings.filter(({ status }) => status === 'new').length;
  const all =
    findings.length === 1 ? say('1 finding') : say('{n} findings', { n: findings.length });
  const found = fresh > 0 ? say('{found}, {n} new', { found: all, n: fresh }) : all;
  if (!costly) {
    const { en, de } = found;
    const sentence = mentioning(first.statement, first.mentions);
    return { en: `${en}: ${sentence}`, de: `${de}: ${sentence}` };
  }
  const { perMonth } = costly;
  const lost = told({
    value: -(perMonth.value ?? 0),
    low: -(perMonth.high ?? 0),
    high: -(perMonth.low ?? 0),
  });
  const place = verbatim(
    costly.touchpoint === null
      ? mentioning(costly.statement, costly.mentions)
      : mention('touchpoint', costly.touchpoint),
  );
  return say(
    perMonth.of === 'journeys'
      ? '{found}; the costliest at {place}: {lost} journeys lost in 30 days.'
      : '{found}; the costliest at {place}: {lost} visits lost in 30 days.',
    { found, place, lost },
  );
}
