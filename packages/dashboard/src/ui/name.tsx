import { Fragment } from 'preact';

/**
 * A touchpoint's or subject's name: always text, cut by the layout, whole in the tooltip. Where it may
 * wrap, it does so after dots and underscores.
 */
export function Name({ children }: { children: string }) {
  const parts = children.split(/(?<=[._])/);
  return (
    <bdi class="name" title={children}>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}
