import type { ComponentChildren } from 'preact';
import { render } from 'preact';
import { AllRows } from '../ui/data-table.tsx';
import { toCsv, toMarkdown } from './as-text.ts';
import { readTables } from './read-tables.ts';

export { pngOf, svgText } from './drawing.ts';

/** The tables of some content with all their rows, as they would be read. */
function tablesOf(content: ComponentChildren) {
  const box = document.createElement('div');
  render(<AllRows.Provider value={true}>{content}</AllRows.Provider>, box);
  const tables = readTables(box);
  render(null, box);
  return tables;
}

/** All rows of a figure's tables as CSV. */
export const csvOf = (content: ComponentChildren): string => toCsv(tablesOf(content));

/** The same as Markdown, under its title. */
export const markdownOf = (title: string, content: ComponentChildren): string =>
  toMarkdown(title, tablesOf(content));
