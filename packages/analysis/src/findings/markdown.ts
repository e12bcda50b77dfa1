import type { Finding, ReportTypes } from '@touchtrail/contract';
import { scaled, told } from './draft.ts';

/** Names come from outside: what Markdown or HTML would read as its own is escaped. */
const plain = (text: string): string => text.replaceAll(/[\\`*_[\]<>#|&~]/g, '\\$&');

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function worth({ perMonth, direction }: Finding): string {
  if (perMonth.value === null) return '';
  const lost = direction === 'loss';
  return `**${lost ? 'Lost' : 'Won'} in 30 days:** ${told(scaled(perMonth, lost ? -1 : 1)).en} ${perMonth.of}. `;
}

function since({ since: { day, from } }: Finding): string {
  if (from === 'start') return `as long as there are data (${day})`;
  return from === 'span' ? day : `the week of ${day}`;
}

function entry(finding: Finding, place: number): string {
  const { statement, segment, q, population, evidence, also, definition, status } = finding;
  const lines = [
    `## ${place}. ${plain(statement)}${status === 'new' ? ' (new)' : ''}`,
    '',
    `${worth(finding)}**Since:** ${since(finding)}. **Who:** ${segment ? plain(`${segment.field} ${segment.value}`) : 'everybody'}. **Rests on:** ${population.count} ${population.of}${q === null ? '' : `; false discovery rate ${q < 0.001 ? 'under 0.001' : q.toFixed(3)}`}.`,
    '',
    plain(definition),
    ...(also.length > 0
      ? ['', `Also: ${also.map(({ kind }) => kind.replaceAll('_', '-')).join(', ')}.`]
      : []),
    '',
    `Evidence: [${evidence.report}](${evidence.href})`,
  ];
  return lines.join('\n');
}

/**
 * The report as a page to read: the headline, each finding, what is gone, and what was looked at.
 *
 * @example
 * await writeFile('monday.md', findingsMarkdown(await runReport('findings', {}, context)));
 */
export function findingsMarkdown({
  result,
  population,
  parameters,
  warnings,
}: ReportTypes['findings']): string {
  const { week, gone, looked } = result;
  const parts = [
    `# Findings: ${plain(parameters.site)}`,
    plain(result.headline),
    ...result.findings.map((finding, at) => entry(finding, at + 1)),
    ...(gone.length > 0
      ? [
          `## Not seen any more`,
          gone
            .map((each) => `- ${plain(each.statement)} (last on ${dayOf(each.lastSeen)})`)
            .join('\n'),
        ]
      : []),
    `## Looked at`,
    looked
      .map((each) => `- ${each.what}: ${each.judged} judged, ${each.found} stand out`)
      .join('\n'),
    `${population.journeys} journeys of ${population.people} people, ${population.open} of them open${week ? `; the week from ${week.from} to ${week.to} against ${week.weeks} weeks before` : ''}. Associations, adjusted for what each report names; no proof of a cause.`,
    ...warnings.map((warning) => `> ${plain(warning)}`),
  ];
  return `${parts.join('\n\n')}\n`;
}
