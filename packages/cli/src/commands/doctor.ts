import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command, Context } from '../context.ts';
import { flag } from '../context.ts';
import { fail } from '../doctor/check.ts';
import type { Check } from '../doctor/check.ts';
import { checkDataDir, checkDisk, checkLock, checkNode, checkSpool } from '../doctor/machine.ts';
import { checkStore } from '../doctor/store.ts';

/** Without a data directory the engine is tried in a temporary one: looking must not make things. */
async function tryStore(context: Context): Promise<Check[]> {
  const probe = existsSync(context.dataDir)
    ? undefined
    : await mkdtemp(path.join(tmpdir(), 'touchtrail-doctor-'));
  try {
    return await context.withStore((store) => checkStore(store, context.clock), probe);
  } catch (error) {
    const { message, hint } = error as { message?: string; hint?: string };
    return [fail('engine', message ?? String(error), hint ?? "Look into the engine's log.")];
  } finally {
    if (probe !== undefined) await rm(probe, { recursive: true, force: true });
  }
}

async function examine(context: Context): Promise<Check[]> {
  const { dataDir } = context;
  const directory = checkDataDir(dataDir);
  const checks = [checkNode(process.version), directory];
  if (directory.state === 'fail') return checks;
  checks.push(await checkDisk(dataDir));
  if (context.clickhouseUrl === undefined) checks.push(checkLock(dataDir));
  checks.push(...(await checkSpool(dataDir, context.clock())));
  checks.push(...(await tryStore(context)));
  return checks;
}

const colours = { ok: 32, warn: 33, fail: 31 } as const;

function show(check: Check, colour: boolean): string {
  const mark = check.state.padEnd(4);
  const shown = colour ? `\u001B[${colours[check.state]}m${mark}\u001B[39m` : mark;
  const mend = check.mend === undefined ? '' : `\n      ${check.mend}`;
  return `${shown}  ${check.name}: ${check.message}${mend}\n`;
}

export const doctorCommand: Command = {
  name: 'doctor',
  args: '',
  arity: [0, 0],
  summary: 'Explain what is wrong here and how to mend it',
  details: 'Exit code: 0 nothing is broken, 1 something is.',
  options: { json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail doctor', 'touchtrail doctor --data-dir /var/lib/touchtrail --json'],
  async run(context, options) {
    const checks = await examine(context);
    if (flag(options, 'json')) context.out(`${JSON.stringify(checks)}\n`);
    else for (const check of checks) context.out(show(check, context.colour.stdout));
    return checks.some((check) => check.state === 'fail') ? 1 : 0;
  },
};
