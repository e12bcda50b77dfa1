import { fullMatcher, words } from '@touchtrail/contract';
import type { Matcher, Registry, Said } from '@touchtrail/contract';
import { isStoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';
import { ruleName } from './check.ts';
import type { FoundProblem } from './registry-error.ts';

const say = words({
  '{rule}: {pattern} is no regular expression of RE2: {why}. It has no look-around and no back-references.':
    '{rule}: {pattern} ist kein regulärer Ausdruck von RE2: {why}. Blicke voraus und zurück sowie Rückbezüge kennt es nicht.',
});

interface Pattern {
  text: string;
  path: (string | number)[];
  rule: Said;
}

/** Regular expressions of a registry with where they stand. */
function regularExpressions({ rules }: Registry): Pattern[] {
  return rules.flatMap((rule, at) => {
    const found: Pattern[] = [];
    const look = (given: Matcher | number | boolean, path: (string | number)[]): void => {
      if (typeof given === 'number' || typeof given === 'boolean') return;
      const matcher = fullMatcher(given);
      if (matcher.kind !== 'matches') return;
      found.push({ text: matcher.pattern, path: [...path, 'matches'], rule: ruleName(rule, at) });
    };
    const { channel: _channel, type: _type, props = {}, ...texts } = rule.when;
    for (const [field, given] of Object.entries(texts)) look(given, ['rules', at, 'when', field]);
    for (const [name, given] of Object.entries(props)) {
      look(given, ['rules', at, 'when', 'props', name]);
    }
    return found;
  });
}

/** What the engine says of a pattern, without its own words around it: `missing ): (a`. */
const reason = (message: string): string =>
  (/, error: (.*?)(?:\. Look at |: While | \(version |$)/s.exec(message)?.[1] ?? message).slice(
    0,
    200,
  );

/** Regular expressions that the engine does not take; it alone is asked, because it alone runs them. */
export async function invalidPatterns(
  database: Pick<Database, 'query'>,
  registry: Registry,
): Promise<FoundProblem[]> {
  const problems: FoundProblem[] = [];
  for (const { text, path, rule } of regularExpressions(registry)) {
    try {
      await database.query(`SELECT match(materialize('x'), {pattern:String})`, { pattern: text });
    } catch (error) {
      if (!isStoreError(error, 'query_failed') && !isStoreError(error, 'query_too_heavy'))
        throw error;
      problems.push({
        level: 'error',
        code: 'invalid_pattern',
        path,
        message: say(
          '{rule}: {pattern} is no regular expression of RE2: {why}. It has no look-around and no back-references.',
          { rule, pattern: JSON.stringify(text.slice(0, 100)), why: reason(error.message) },
        ),
      });
    }
  }
  return problems;
}
