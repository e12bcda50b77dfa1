import { registrySchema } from '@touchtrail/contract';
import type { Registry } from '@touchtrail/contract';
import { LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { CliError } from '../errors.ts';

/** A registry as a file says it. */
export interface RegistryFile {
  registry: Registry;
  /** The line (from 1) on which something stands: `['rules', 2, 'when']`. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** A registry of the largest size has some hundred kilobytes. */
const mostBytes = 2 * 1024 * 1024;
const shownProblems = 10;

function startOf(document: Document, path: readonly PropertyKey[]): number {
  // Of what is missing the place is where it is missing from.
  for (let length = path.length; length >= 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (length > 0 && isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

const wrong = (name: string, lines: readonly string[]): CliError => {
  const more = lines.length - shownProblems;
  return new CliError(
    'invalid_registry',
    [
      `${name} is not a registry:`,
      ...lines.slice(0, shownProblems),
      ...(more > 0 ? [`… and ${more} more`] : []),
    ].join('\n  '),
    'Correct these lines; `touchtrail touchpoints export` shows how a registry is written.',
  );
};

/**
 * Reads a registry written in YAML or JSON.
 *
 * @param name of the file, for messages
 * @throws CliError `invalid_registry` with a line number for each thing that is wrong
 */
export function readRegistry(text: string, name: string): RegistryFile {
  if (Buffer.byteLength(text) > mostBytes) throw wrong(name, ['it is larger than 2 MiB']);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    throw wrong(
      name,
      document.errors.map(({ message, pos }) => `line ${at(pos[0])}: ${message}`),
    );
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    throw wrong(name, [(error as Error).message]);
  }
  const lineOf = (path: readonly PropertyKey[]) => at(startOf(document, path));
  const parsed = registrySchema.safeParse(value ?? {});
  if (parsed.success) return { registry: parsed.data, lineOf };
  throw wrong(
    name,
    parsed.error.issues.map((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
      const line = lineOf(keys[0] === undefined ? issue.path : [...issue.path, keys[0]]);
      const said = keys.length > 0 ? `there is no ${keys.join(', ')} here` : issue.message;
      const where = issue.path.map(String).join('.');
      return `line ${line}: ${where === '' ? '' : `${where}: `}${said}`;
    }),
  );
}
