import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { view } from '../app/state.ts';

/**
 * A chart with its heading and its table twin. `t` inside it, or its button, turns one into the other;
 * `t` elsewhere turns all of them.
 */
export function Figure(props: {
  title: string;
  note?: ComponentChildren;
  legend?: ComponentChildren;
  chart: ComponentChildren;
  table?: ComponentChildren;
  footer?: ComponentChildren;
}) {
  const id = useId();
  const everywhere = view.value.table;
  // Its own choice holds until all figures are turned.
  const [own, setOwn] = useState<{ table: boolean; under: boolean }>();
  const table = own?.under === everywhere ? own.table : everywhere;
  const turn = () => setOwn({ table: !table, under: everywhere });
  const asTable = table && props.table !== undefined;
  return (
    <section
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
        {props.table !== undefined && (
          <button
            type="button"
            class="button quiet-button no-print"
            aria-pressed={asTable}
            title="Chart or table (t)"
            onClick={turn}
          >
            {asTable ? 'Chart' : 'Table'}
          </button>
        )}
      </header>
      {!asTable && props.legend}
      {asTable ? props.table : props.chart}
      {props.footer}
    </section>
  );
}
