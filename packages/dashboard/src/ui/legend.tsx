export type Hue =
  | 'converted'
  | 'abandoned'
  | 'open'
  | 'returned'
  | 'later'
  | 'neutral'
  | 'other-side';

/** What the hues mean; each has its own texture or word too. */
export function Legend({ items }: { items: readonly { hue: Hue; label: string }[] }) {
  return (
    <ul class="legend">
      {items.map(({ hue, label }) => (
        <li key={label}>
          <i class={`swatch ${hue}`} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  );
}
