import type { Registry, VocabularyTopic } from '@touchtrail/contract';
import { stringify } from 'yaml';

const short = (words: readonly VocabularyTopic[]) =>
  words.map((word) => (word.name === undefined && word.words === undefined ? word.key : word));

/**
 * A registry as YAML that `touchpoints apply` reads back to the same.
 *
 * @param heading written above it as a comment
 */
export function writeRegistry(registry: Registry, heading: string): string {
  const { phases, channels, departments, topics, touchpoints, rules } = registry;
  const body = {
    phases: short(phases),
    ...(Object.keys(channels).length > 0 && { channels }),
    ...(departments.length > 0 && { departments: short(departments) }),
    ...(topics.length > 0 && { topics: short(topics) }),
    touchpoints,
    rules,
  };
  return `# ${heading}\n${stringify(body, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
