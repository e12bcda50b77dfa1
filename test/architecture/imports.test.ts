import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { allowed, check, violations } from './imports.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Files of a folder without what is installed or built: tens of thousands, which are not entered. */
function ourFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [file];
    return /^(node_modules|dist)$/.test(entry.name) ? [] : ourFiles(file);
  });
}

describe('architecture', () => {
  test('every package imports only what stands to its left', () => {
    expect(check(root)).toEqual([]);
  });

  test('every package is in the table', () => {
    const packages = ['packages', 'services'].flatMap((group) =>
      readdirSync(path.join(root, group)),
    );
    expect(packages.toSorted()).toEqual(Object.keys(allowed).toSorted());
  });

  test('declared dependencies follow the same directions', () => {
    for (const group of ['packages', 'services']) {
      for (const name of readdirSync(path.join(root, group))) {
        const manifest = JSON.parse(
          readFileSync(path.join(root, group, name, 'package.json'), 'utf8'),
        ) as { dependencies?: Record<string, string> };
        const ours = Object.keys(manifest.dependencies ?? {})
          .filter((dependency) => dependency.startsWith('@touchtrail/'))
          .map((dependency) => dependency.slice('@touchtrail/'.length));
        const wrong = ours.filter(
          (dependency) => !allowed[name]?.some((rule) => rule.split('/')[0] === dependency),
        );
        expect({ name, wrong }).toEqual({ name, wrong: [] });
      }
    }
  });

  test.each([
    ['contract', `import { openStore } from '@touchtrail/store';`],
    ['store', `export * from "@touchtrail/analysis";`],
    ['analysis', `const x = await import('@touchtrail/console');`],
    ['sdk', `import { limits } from '@touchtrail/contract';`],
    ['console', `import {\n  createCollector,\n} from '@touchtrail/collector';`],
    ['dashboard', `import { x } from '../../store/src/index.ts';`],
    ['collector', `import { createTouchtrail } from '@touchtrail/sdk';`],
    ['collector', `import { mask } from '@touchtrail/sdk/scrub/text';`],
    ['analysis', `import { createTouchtrail } from '@touchtrail/sdk';`],
  ])('a forbidden import in %s is found', (name, source) => {
    expect(violations(name, 'index.ts', source)).toHaveLength(1);
  });

  test.each([
    ['sdk', `import type { EventInput } from '@touchtrail/contract';`],
    ['analysis', `import type { Reader } from '@touchtrail/store';`],
    ['store', `import { a } from './a.ts';`],
    ['collector', `import { scrubText } from '@touchtrail/sdk/scrub';`],
    ['analysis', `import { scrubText } from '@touchtrail/sdk/scrub';`],
  ])('an allowed import in %s passes', (name, source) => {
    expect(violations(name, 'index.ts', source)).toEqual([]);
  });

  test('files stay under 400 lines', () => {
    const long: string[] = [];
    for (const group of ['packages', 'services', 'test', 'examples']) {
      for (const file of ourFiles(group)) {
        if (!/\.(ts|tsx|js|css|sql)$/.test(file)) continue;
        const lines = readFileSync(path.join(root, file), 'utf8').split('\n').length;
        if (lines > 400) long.push(`${file}: ${lines}`);
      }
    }
    expect(long).toEqual([]);
  });
});
