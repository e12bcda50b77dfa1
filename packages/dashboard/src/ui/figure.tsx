import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
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
  const [table, setTable] = useState(everywhere);
  useEffect(() => setTable(everywhere), [everywhere]);
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
        setTable(!table);
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
            onClick={() => setTable(!table)}
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
