/**
 * Splits a SQL text at the semicolons that end statements: not those inside quotes, backquotes or
 * comments. Empty statements and statements of comments only are left out.
 *
 * @example
 * splitStatements("SELECT ';'; -- a; b\nSELECT 2"); // ["SELECT ';'", "-- a; b\nSELECT 2"]
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let meaningful = false;
  const take = (end: number) => {
    if (meaningful) statements.push(sql.slice(start, end).trim());
    start = end + 1;
    meaningful = false;
  };
  for (let at = 0; at < sql.length; at++) {
    const char = sql[at] ?? '';
    if (sql.startsWith('--', at) || char === '#') {
      const end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length : end;
    } else if (sql.startsWith('/*', at)) {
      const end = sql.indexOf('*/', at + 2);
      at = end < 0 ? sql.length : end + 1;
    } else if (char === "'" || char === '"' || char === '`') {
      meaningful = true;
      at = closingQuote(sql, at, char);
    } else if (char === ';') {
      take(at);
    } else if (!/\s/.test(char)) {
      meaningful = true;
    }
  }
  take(sql.length);
  return statements;
}

function closingQuote(sql: string, open: number, quote: string): number {
  for (let at = open + 1; at < sql.length; at++) {
    if (sql[at] === '\\') at++;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at;
      at++;
    }
  }
  return sql.length;
}
