const escapes =
  /\\(?:u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|[^])/g;

/**
 * Mends JSON text whose escapes name half of a surrogate pair, which text cut inside an emoji ends
 * with: ClickHouse refuses it, and a whole insert with it. The half becomes U+FFFD, in keys too.
 * For text decoded from valid UTF-8; there only an escape can bring one.
 *
 * @example
 * wellFormedJson('"cut \\ud83d"'); // '"cut \\ufffd"'
 */
export const wellFormedJson = (json: string): string =>
  /\\u[dD]/.test(json)
    ? json.replaceAll(escapes, (escape) => (escape.length === 6 ? String.raw`\ufffd` : escape))
    : json;
