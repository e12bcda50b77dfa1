import { languages, words } from '@touchtrail/contract';
import type { Language } from '@touchtrail/contract';
import type { Context, MiddlewareHandler } from 'hono';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem } from './answer.ts';

const say = words({
  'lang: is not known.': 'lang: ist nicht bekannt.',
  'Languages: {list}.': 'Sprachen: {list}.',
  'must be en or de': 'muss en oder de sein',
});

/**
 * A language by its name.
 *
 * @throws ConsoleProblem `invalid_parameters` naming those there are
 */
export function languageNamed(named: unknown): Language {
  const language = languages.find((one) => one === named);
  if (language !== undefined) return language;
  throw new ConsoleProblem(
    'invalid_parameters',
    say('lang: is not known.'),
    say('Languages: {list}.', { list: languages.join(', ') }),
    { issues: [{ parameter: 'lang', message: say('must be en or de') }] },
  );
}

/** Notes the language that an answer is asked in, `?lang=de`, for refusals too; without it English. */
export const askLanguage: MiddlewareHandler<NodeEnv> = (c, next) => {
  c.set('language', languageNamed(c.req.query('lang') ?? 'en'));
  return next();
};

/** The language that an answer is told in. */
export const languageOf = (c: Context<NodeEnv>): Language => c.get('language') ?? 'en';
