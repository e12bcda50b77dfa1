import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What each package may import of ours: the design's one direction. Tests may import more. `sdk/scrub`
 * is that subpath alone: browser and service hide the same things by the same rules.
 */
export const allowed: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  sdk: ['contract (types only)'],
  enrich: ['contract'],
  store: ['contract', 'sdk/scrub', 'enrich'],
  analysis: ['contract', 'sdk/scrub', 'store'],
  dashboard: ['contract'],
  cli: ['contract', 'sdk/scrub', 'enrich', 'store', 'analysis'],
  collector: ['contract', 'sdk/scrub', 'enrich', 'store'],
  console: ['contract', 'sdk/scrub', 'store', 'analysis'],
  standalone: [
    'contract',
    'sdk',
    'enrich',
    'store',
    'analysis',
    'dashboard',
    'cli',
    'collector',
    'console',
    'example-shop',
  ],
};

export interface Violation {
  file: string;
  line: number;
  from: string;
  to: string;
  why: string;
}

const importLine =
  /^\s*(import|export)(\s+type)?\b(?:[^'"]*?\bfrom\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|require(?:\.resolve)?\(\s*['"]([^'"]+)['"]/;

/** Imports of a source text that cross a wall the wrong way. */
export function violations(packageName: string, file: string, source: string): Violation[] {
  const found: Violation[] = [];
  const rules = allowed[packageName];
  // Several-line imports are joined, so that the specifier stands with its keyword.
  const lines = source.replaceAll(/\{[^{}]*\}/g, (m) => m.replaceAll('\n', ' ')).split('\n');
  for (const [index, text] of lines.entries()) {
    const match = importLine.exec(text);
    const specifier = match?.[3] ?? match?.[4] ?? match?.[5];
    if (!match || !specifier) continue;
    const at = { file, line: index + 1, from: packageName };
    if (specifier.startsWith('.')) {
      const depth = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
      if (depth.startsWith('..')) {
        found.push({ ...at, to: specifier, why: 'reaches out of its package by a relative path' });
      }
      continue;
    }
    const ours = /^@touchtrail\/([^/]+)/.exec(specifier)?.[1];
    if (!ours || ours === packageName) continue;
    if (!rules) {
      found.push({ ...at, to: ours, why: 'package is not in the table of allowed directions' });
    } else if (rules.includes(`${ours} (types only)`)) {
      if (!match[2]) found.push({ ...at, to: ours, why: 'may be imported as types only' });
    } else if (
      !rules.includes(ours) &&
      !rules.some((rule) => rule.includes('/') && specifier === `@touchtrail/${rule}`)
    ) {
      found.push({ ...at, to: ours, why: 'is not to the left of it in the design' });
    }
  }
  return found;
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file) || /(^|\/)testing\//.test(file);

/** Source files of a package, relative to its `src`. */
function sources(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !isTest(file));
}

/** All violations of a checkout. */
export function check(root: string): Violation[] {
  const found: Violation[] = [];
  for (const group of ['packages', 'services']) {
    for (const name of readdirSync(path.join(root, group))) {
      const src = path.join(root, group, name, 'src');
      for (const file of sources(src)) {
        found.push(...violations(name, file, readFileSync(path.join(src, file), 'utf8')));
      }
    }
  }
  return found;
}
