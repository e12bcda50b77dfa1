// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { toCsv, toMarkdown } from './as-text.ts';
import { readTables } from './read-tables.ts';

const page = (html: string) => {
  const box = document.createElement('div');
  box.innerHTML = html;
  return box;
};

it('reads tables as they are shown, headings first', () => {
  const box = page(
    '<table><caption>Steps</caption><tr><th>Step</th><th>Reached</th></tr><tr><th>cart</th><td>1,204 <span>(3 %)</span></td></tr></table>',
  );
  expect(readTables(box)).toEqual([
    {
      caption: 'Steps',
      rows: [
        ['Step', 'Reached'],
        ['cart', '1,204 (3 %)'],
      ],
    },
  ]);
});

it('writes CSV that a spreadsheet neither splits nor runs', () => {
  const rows = [
    ['Name', 'Points'],
    ['=HYPERLINK("x")', '+6.1'],
    ['a,b\n"c"', '-3'],
  ];
  expect(toCsv([{ caption: '', rows }])).toBe(
    'Name,Points\r\n"\'=HYPERLINK(""x"")",+6.1\r\n"a,b\n""c""",-3\r\n',
  );
});

it('writes Markdown in which names stay text', () => {
  expect(toMarkdown('Leaks', [{ caption: '', rows: [['A'], ['<img src=x>|b']] }])).toBe(
    '## Leaks\n\n| A |\n| --- |\n| &lt;img src=x>\\|b |\n',
  );
});
