import type { ComponentChildren } from 'preact';
import { go, hrefOf } from '../app/state.ts';
import type { Patch } from '../app/state.ts';

/** A link to a changed view; opens in a new tab like any link. */
export function Link(props: {
  to: Patch;
  class?: string;
  current?: boolean;
  label?: string;
  title?: string;
  children: ComponentChildren;
}) {
  return (
    <a
      href={hrefOf(props.to)}
      class={props.class}
      aria-current={props.current ? 'page' : undefined}
      aria-label={props.label}
      title={props.title}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(props.to);
      }}
    >
      {props.children}
    </a>
  );
}
