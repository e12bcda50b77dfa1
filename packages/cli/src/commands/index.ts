import type { Command } from '../context.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { importCommand } from './import.ts';
import { keyRotateCommand } from './key.ts';
import { migrateCommand } from './migrate.ts';
import { reportCommand } from './report.ts';
import { siteAddCommand, siteListCommand, siteUpdateCommand } from './site.ts';
import { startCommand } from './start.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  startCommand,
  siteAddCommand,
  siteUpdateCommand,
  siteListCommand,
  keyRotateCommand,
  importCommand,
  reportCommand,
  demoCommand,
  migrateCommand,
  doctorCommand,
];
