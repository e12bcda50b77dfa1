const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The tag to paste, with the site's write key filled in. */
export const snippet = (origin: string, writeKey: string): string =>
  `<script async src="${attribute(origin)}/t.js" data-site="${attribute(writeKey)}"></script>`;
