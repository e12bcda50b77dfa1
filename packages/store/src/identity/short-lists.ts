/** ClickHouse takes a parameter of at most 128 KiB as it stands in the address (`http_max_field_value_size`). */
const mostBytes = 120_000;

/** At most what a text takes there: two quotes and a comma of three bytes each; a byte may need an escape, both as %XX. */
const bytesOf = (text: string): number => {
  const plain = text.match(/[\w.-]/g)?.length ?? 0;
  return plain + (Buffer.byteLength(text) - plain) * 6 + 9;
};

/**
 * Texts in lists that each fit into one parameter of a question.
 *
 * @example
 * for (const ids of shortLists(all)) await database.query(sql, { ids });
 */
export function* shortLists<Text extends string>(texts: Iterable<Text>): Generator<Text[]> {
  let list: Text[] = [];
  let bytes = 6;
  for (const text of texts) {
    const more = bytesOf(text);
    if (list.length > 0 && bytes + more > mostBytes) {
      yield list;
      list = [];
      bytes = 6;
    }
    list.push(text);
    bytes += more;
  }
  if (list.length > 0) yield list;
}
