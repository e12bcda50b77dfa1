import { Fragment } from 'preact';
import type { ComponentChildren } from 'preact';
import { keyedName, touchpointName } from '../words/registry-names.ts';

/** A text that may be broken after a dot or underscore. */
const broken = (text: string): ComponentChildren =>
  text.split(/(?<=[._])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));

/**
 * A subject's, channel's or other name: always text, cut by the layout, whole in the tooltip.
 *
 * @param wrap it may take a second line.
 */
export function Name({ children, wrap = false }: { children: string; wrap?: boolean }) {
  return (
    <bdi class="name" title={children}>
      {wrap ? broken(children) : children}
    </bdi>
  );
}

/**
 * A touchpoint as its site calls it; in the tooltip its key too, by which the command line and the API
 * know it.
 *
 * @param keyed the key stands beside the name, as in tables.
 */
export function Touchpoint(props: { of: string; wrap?: boolean; keyed?: boolean }) {
  const { of: key, wrap = false, keyed = false } = props;
  const text = keyed ? keyedName(key) : touchpointName(key);
  return (
    <bdi class="name" title={keyedName(key)} data-touchpoint={key}>
      {wrap ? broken(text) : text}
    </bdi>
  );
}
