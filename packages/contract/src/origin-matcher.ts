interface Parts {
  scheme: string;
  host: string;
  port: string;
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

function split(text: string): Parts | undefined {
  const match = /^(https?):\/\/(\[[0-9a-f:]+\]|[^:/?#\s]+)(?::(\d{1,5}|\*))?$/i.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  const scheme = match[1].toLowerCase();
  const port = match[3] ?? defaultPorts[scheme] ?? '';
  return { scheme, host: match[2].toLowerCase(), port };
}

function matches(pattern: Parts, origin: Parts): boolean {
  if (pattern.scheme !== origin.scheme) return false;
  if (pattern.port !== '*' && pattern.port !== origin.port) return false;
  return pattern.host.startsWith('*.')
    ? origin.host.endsWith(pattern.host.slice(1)) && origin.host.length > pattern.host.length - 1
    : pattern.host === origin.host;
}

/**
 * Compiles a site's origin list into a test of the `Origin` header. `*.shop.example` stands for every
 * subdomain, not for `shop.example` itself; an opaque origin (`null`) passes only under `*`.
 *
 * @example
 * originMatcher(['http://localhost:*'])('http://localhost:3000'); // true
 */
export function originMatcher(patterns: readonly string[]): (origin: string) => boolean {
  if (patterns.includes('*')) return () => true;
  const compiled = patterns.map(split).filter((pattern) => pattern !== undefined);
  return (origin) => {
    const parts = split(origin);
    return parts !== undefined && compiled.some((pattern) => matches(pattern, parts));
  };
}
