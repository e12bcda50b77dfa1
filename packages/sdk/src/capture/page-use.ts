import type { Module } from '../module.ts';
import { describe, nearest, off } from './element.ts';

/** Text was copied (`text.copied`): where, never what. */
export const copy: Module = (core) => {
  core._listen(document, 'copy', ({ target }: Event) => {
    const element = nearest(target, '*');
    if (element && !nearest(element, off)) core._interact('text.copied', describe(element));
  });
};

/** The page was printed, or the print dialogue was opened (`page.printed`). */
export const print: Module = (core) => {
  core._listen(self, 'beforeprint', () => core._interact('page.printed'));
};
