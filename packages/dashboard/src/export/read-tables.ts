/** A table as text, headings first. */
export interface TextTable {
  caption: string;
  rows: string[][];
}

const clean = (cell: Element): string => {
  // A title says what the layout had to cut.
  const whole = cell.querySelector('.name')?.getAttribute('title');
  const text = (cell.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
  return whole !== null && whole !== undefined && whole.replaceAll(/\s+/gu, ' ').trim() === text
    ? whole
    : text;
};

/** Reads the tables inside an element, cell by cell. */
export const readTables = (within: Element): TextTable[] =>
  [...within.querySelectorAll('table')].map((table) => ({
    caption: table.querySelector('caption')?.textContent?.trim() ?? '',
    rows: [...table.querySelectorAll('tr')].map((row) =>
      [...row.querySelectorAll('th, td')].map(clean),
    ),
  }));
