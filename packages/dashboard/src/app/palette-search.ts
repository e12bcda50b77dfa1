/** Something the palette leads to or does. */
export interface PaletteItem {
  key: string;
  kind: string;
  label: string;
  run: () => void;
}

/**
 * Items whose label holds all words of a text: those that begin with it first, then those with a word
 * that does, then the rest, each in the order given.
 *
 * @param limit how many at most.
 */
export function searchItems<Item extends { label: string }>(
  items: readonly Item[],
  text: string,
  limit: number,
): Item[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return items.slice(0, limit);
  const parts = wanted.split(/\s+/);
  const ranked: Item[][] = [[], [], []];
  for (const item of items) {
    const label = item.label.toLowerCase();
    if (!parts.every((part) => label.includes(part))) continue;
    const word = label.split(/[^\p{L}\p{N}]+/u).some((one) => one.startsWith(parts[0] ?? ''));
    ranked[label.startsWith(wanted) ? 0 : word ? 1 : 2]?.push(item);
  }
  return ranked.flat().slice(0, limit);
}
