import type { RegistryChange, RegistryProblem, RegistryVersion } from '@touchtrail/contract';
import { StoreError } from '../errors.ts';

/** Why a registry was not saved, with everything that is wrong with it. */
export class RegistryError extends StoreError {
  readonly problems: readonly RegistryProblem[];

  constructor(
    code: 'registry_invalid' | 'registry_refused',
    problems: readonly RegistryProblem[],
    hint: string,
  ) {
    const [first] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(code, `${first?.message ?? 'The registry is not right.'}${more}`, hint);
    this.name = 'RegistryError';
    this.problems = problems;
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
    super(
      'registry_conflict',
      `Version ${version} by ${author} is in force, not ${base}: ${changes.length} ${changes.length === 1 ? 'change' : 'changes'} since.`,
      'Read it, bring your change into it, and save again.',
    );
    this.name = 'RegistryConflict';
    this.current = { version, author, note, at, restores };
    this.changes = changes;
  }
}
