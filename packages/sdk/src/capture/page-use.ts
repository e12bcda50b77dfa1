import type { Module } from '../module.ts';
import { describe, watch } from './element.ts';

/** Text was copied (`text.copied`): where, never what. */
export const copy: Module = (core) =>
  watch(core, 'copy', (element) => core._interact('text.copied', describe(element)));

/** The page was printed, or the print dialogue was opened (`page.printed`). */
export const print: Module = (core) =>
  core._listen(self, 'beforeprint', () => core._interact('page.printed'));
