import { words } from '@touchtrail/contract';
import type {
  Language,
  RegistryChange,
  RegistryProblem,
  RegistryVersion,
  Said,
} from '@touchtrail/contract';
import { bringIn } from '../bring-in.ts';
import { StoreError } from '../errors.ts';

const say = words({
  'The registry is not right.': 'Das Verzeichnis stimmt nicht.',
  '{first} (and {n} more)': '{first} (und {n} weitere)',
  'Version {version} by {author} is in force, not {base}: {n} change since.':
    'Version {version} von {author} gilt, nicht {base}: seither {n} Änderung.',
  'Version {version} by {author} is in force, not {base}: {n} changes since.':
    'Version {version} von {author} gilt, nicht {base}: seither {n} Änderungen.',
});

/** What is wrong with a registry, in every language. */
export type FoundProblem = RegistryProblem<Said>;

/** Problems as they are told in one language. */
export const problemsIn = (
  language: Language,
  problems: readonly FoundProblem[],
): RegistryProblem[] =>
  problems.map((problem) => ({ ...problem, message: problem.message[language] }));

const told = (problems: readonly FoundProblem[]): Said => {
  const first = problems[0]?.message ?? say('The registry is not right.');
  return problems.length > 1
    ? say('{first} (and {n} more)', { first, n: problems.length - 1 })
    : first;
};

/** Why a registry was not saved, with everything that is wrong with it: `problems` in English. */
export class RegistryError extends StoreError {
  readonly problems: readonly RegistryProblem[];
  readonly problemsIn: (language: Language) => readonly RegistryProblem[];

  constructor(
    code: 'registry_invalid' | 'registry_refused',
    problems: readonly FoundProblem[],
    hint: Said,
  ) {
    super(code, told(problems), hint);
    this.name = 'RegistryError';
    this.problems = problemsIn('en', problems);
    this.problemsIn = (language) => problemsIn(language, problems);
  }
}

/** Somebody else saved a version meanwhile: which, and what they changed. */
export class RegistryConflict extends StoreError {
  readonly current: RegistryVersion;
  readonly changes: readonly RegistryChange[];

  constructor(
    { version, author, note, at, restores }: RegistryVersion,
    base: number,
    changes: readonly RegistryChange[],
  ) {
    const values = { version, author, base, n: changes.length };
    super(
      'registry_conflict',
      changes.length === 1
        ? say('Version {version} by {author} is in force, not {base}: {n} change since.', values)
        : say('Version {version} by {author} is in force, not {base}: {n} changes since.', values),
      bringIn,
    );
    this.name = 'RegistryConflict';
    this.current = { version, author, note, at, restores };
    this.changes = changes;
  }
}
