/** A touchpoint's or subject's name: always text, cut by the layout, whole in the tooltip. */
export function Name({ children }: { children: string }) {
  return (
    <bdi class="name" title={children}>
      {children}
    </bdi>
  );
}
