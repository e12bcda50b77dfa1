import { readFileSync } from 'node:fs';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The surroundings a file asks for in its first comment. */
const surroundings = (file: string): string =>
  /@vitest-environment\s+(\S+)/.exec(readFileSync(file, 'utf8').slice(0, 500))?.[1] ?? '';

/** Small files that take minutes: begun late they would end the run alone. */
const long = /\/test\/(faults\/(chaos|fuzz)|integration\/erasure|reference\/reconcile)\b/;

/**
 * Files with the same surroundings one after another: a worker is thrown away with all the modules that
 * it has loaded as soon as the next file of the queue asks for other surroundings than its last.
 */
export class LikeWithLike extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the runner's own, which is no array's
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) => {
      const ofProject = sorted.filter((file) => file.project === project);
      const own = [
        ...ofProject.filter(({ moduleId }) => long.test(moduleId)),
        ...ofProject.filter(({ moduleId }) => !long.test(moduleId)),
      ];
      const asked = new Map(own.map((file) => [file, surroundings(file.moduleId)]));
      return [...new Set(asked.values())].flatMap((around) =>
        own.filter((file) => asked.get(file) === around),
      );
    });
  }
}
