import type { ComponentChildren, RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { save } from '../export/save.ts';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { Popover } from './popover.tsx';

const say = words({
  Export: 'Exportieren',
  'Export: {title}': 'Exportieren: {title}',
  'Copy as Markdown': 'Als Markdown kopieren',
  'Nothing was saved. Try again, or copy the table.':
    'Nichts wurde gespeichert. Versuchen Sie es wieder oder kopieren Sie die Tabelle.',
});

/** Loaded when a menu opens: most figures are read and not taken along. */
const tools = () => import('../export/of-figure.tsx');

/** Saves what a figure shows: its figures as CSV or Markdown, its drawing as SVG or PNG. */
export function ExportMenu(props: {
  title: string;
  table: ComponentChildren;
  drawing: RefObject<HTMLElement | null>;
}) {
  const [failed, setFailed] = useState(false);
  const name = props.title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  const found = () => [...(props.drawing.current?.querySelectorAll('svg') ?? [])];
  const drawn = () => {
    const all = found().filter((svg) => svg.closest('table, [hidden]') === null);
    return all.length === 1 ? all[0] : undefined;
  };
  return (
    <Popover
      label={say('Export: {title}', { title: props.title })}
      button={say('Export')}
      side="right"
    >
      {(close) => {
        const item = (label: string, run: () => void | Promise<void>) => (
          <button
            type="button"
            class="button quiet-button"
            onClick={() => {
              setFailed(false);
              void Promise.resolve()
                .then(run)
                .then(close, () => setFailed(true));
            }}
          >
            {label}
          </button>
        );
        const svg = drawn();
        const loaded = tools();
        // Said when something is chosen.
        loaded.catch(() => undefined);
        return (
          <>
            {item('CSV', async () =>
              save(`${name}.csv`, 'text/csv;charset=utf-8', (await loaded).csvOf(props.table)),
            )}
            {item(say('Copy as Markdown'), async () =>
              navigator.clipboard.writeText((await loaded).markdownOf(props.title, props.table)),
            )}
            {svg &&
              item('SVG', async () =>
                save(`${name}.svg`, 'image/svg+xml', (await loaded).svgText(svg)),
              )}
            {svg &&
              item('PNG', async () =>
                save(`${name}.png`, 'image/png', await (await loaded).pngOf(svg)),
              )}
            {failed && (
              <p class="field-problem" role="alert">
                {say('Nothing was saved. Try again, or copy the table.')}
              </p>
            )}
            <button type="button" class="hidden" onClick={close}>
              {common('Close')}
            </button>
          </>
        );
      }}
    </Popover>
  );
}
