export type Hue = 'converted' | 'abandoned' | 'open' | 'returned' | 'later' | 'neutral' | 'versus';

/** What the hues mean; each has its own texture or word too. */
export function Legend({ items }: { items: readonly { hue: Hue; label: string }[] }) {
  return (
    <ul class="legend">
      {items.map(({ hue, label }) => (
        <li key={label}>
          <i class={`${hue === 'versus' ? 'stroke' : 'swatch'} ${hue}`} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  );
}
