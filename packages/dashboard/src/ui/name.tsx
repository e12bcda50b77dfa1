import { Fragment } from 'preact';

/**
 * A touchpoint's or subject's name: always text, cut by the layout, whole in the tooltip.
 *
 * @param wrap it may take a second line, broken after a dot or underscore.
 */
export function Name({ children, wrap = false }: { children: string; wrap?: boolean }) {
  return (
    <bdi class="name" title={children}>
      {wrap
        ? children.split(/(?<=[._])/).map((part, index) => (
            <Fragment key={index}>
              {index > 0 && <wbr />}
              {part}
            </Fragment>
          ))
        : children}
    </bdi>
  );
}
