import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { asTables } from '../app/state.ts';
import { words } from '../words/words.ts';
import { ExportMenu } from './export-menu.tsx';
import { useInTurn } from './in-turn.ts';

const say = words({
  'Chart or table (t)': 'Bild oder Tabelle (t)',
  Chart: 'Bild',
  Table: 'Tabelle',
});

/**
 * A chart with its heading, its table twin and its export. `t` inside it, or its button, turns one
 * into the other; `t` elsewhere turns all of them.
 */
export function Figure(props: {
  title: string;
  note?: ComponentChildren;
  legend?: ComponentChildren;
  chart: ComponentChildren;
  table?: ComponentChildren;
  /** Whether the chart stays behind its table: for those that are dear to draw again. */
  keepChart?: boolean;
  footer?: ComponentChildren;
}) {
  const id = useId();
  const body = useRef<HTMLDivElement | null>(null);
  const section = useRef<HTMLElement | null>(null);
  const everywhere = useInTurn(asTables.value, section);
  // Its own choice holds until all figures are turned.
  const [own, setOwn] = useState<{ table: boolean; under: boolean }>();
  const table = own?.under === everywhere ? own.table : everywhere;
  const turn = () => setOwn({ table: !table, under: everywhere });
  const asTable = table && props.table !== undefined;
  const wasDrawn = useRef(false);
  if (!asTable) wasDrawn.current = true;
  return (
    <section
      ref={section}
      class="figure"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement)
          return;
        event.stopPropagation();
        turn();
      }}
    >
      <header class="figure-head">
        <div>
          <h2 id={id}>{props.title}</h2>
          {props.note && <p class="figure-note">{props.note}</p>}
        </div>
        <div class="figure-tools no-print">
          {props.table !== undefined && (
            <button
              type="button"
              class="button quiet-button"
              aria-pressed={asTable}
              title={say('Chart or table (t)')}
              onClick={turn}
            >
              {asTable ? say('Chart') : say('Table')}
            </button>
          )}
          <ExportMenu title={props.title} table={props.table ?? props.chart} drawing={body} />
        </div>
      </header>
      {!asTable && props.legend}
      <div ref={body}>
        {asTable && props.table}
        {(!asTable || (props.keepChart && wasDrawn.current)) && (
          <div hidden={asTable}>{props.chart}</div>
        )}
      </div>
      {props.footer}
    </section>
  );
}
