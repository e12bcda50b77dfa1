/** One content security policy: directive to its sources. Of a directive said twice the first counts. */
export type ContentPolicy = ReadonlyMap<string, readonly string[]>;

/**
 * Policies of a header or a meta tag; several are told apart by commas, and all of them hold.
 *
 * @see https://www.w3.org/TR/CSP3/#parse-serialized-policy-list
 */
export const policiesOf = (text: string): ContentPolicy[] =>
  text
    .split(',')
    .map((policy) => {
      const directives = new Map<string, string[]>();
      for (const part of policy.split(';')) {
        const [name = '', ...sources] = part.trim().split(/\s+/);
        if (name !== '' && !directives.has(name.toLowerCase())) {
          directives.set(name.toLowerCase(), sources);
        }
      }
      return directives;
    })
    .filter((policy) => policy.size > 0);

const fallbacks = {
  script: ['script-src-elem', 'script-src', 'default-src'],
  connect: ['connect-src', 'default-src'],
} as const;

const port = ({ protocol, port: said }: URL): string =>
  said || (protocol === 'https:' ? '443' : '80');

/** @see https://www.w3.org/TR/CSP3/#match-url-to-source-expression */
function fits(source: string, page: URL, wanted: URL): boolean {
  const same = wanted.protocol === page.protocol;
  if (source === '*') return same || /^https?:$/.test(wanted.protocol);
  if (source === "'self'") return wanted.origin === page.origin;
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) {
    const scheme = source.toLowerCase();
    return wanted.protocol === scheme || (scheme === 'http:' && wanted.protocol === 'https:');
  }
  const parts =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[^\s/:*']+|\[[^\]]+\])(?::(\d+|\*))?(\/.*)?$/i.exec(
      source,
    );
  if (!parts) return false;
  const [, scheme = page.protocol.slice(0, -1), host = '', said, path = ''] = parts;
  const wantedScheme = wanted.protocol.slice(0, -1);
  const upgraded = scheme.toLowerCase() === 'http' && wantedScheme === 'https';
  if (scheme.toLowerCase() !== wantedScheme && !upgraded) return false;
  const name = host.toLowerCase();
  const isHost =
    name === '*' ||
    (name.startsWith('*.') ? wanted.hostname.endsWith(name.slice(1)) : wanted.hostname === name);
  if (!isHost) return false;
  const isDefault = port(wanted) === (wantedScheme === 'https' ? '443' : '80');
  if (said === undefined ? !isDefault : said !== '*' && said !== port(wanted)) return false;
  if (path === '' || path === '/') return true;
  return path.endsWith('/') ? wanted.pathname.startsWith(path) : wanted.pathname === path;
}

/**
 * Whether policies let a page load or reach an address.
 *
 * @param nonce of the script tag
 * @example
 * isAllowed(policiesOf("default-src 'self'"), 'connect', page, new URL('https://t.example/v1/events')); // false
 */
export const isAllowed = (
  policies: readonly ContentPolicy[],
  what: keyof typeof fallbacks,
  page: URL,
  wanted: URL,
  nonce = '',
): boolean =>
  policies.every((policy) => {
    const directive = fallbacks[what].find((name) => policy.has(name));
    if (directive === undefined) return true;
    const sources = policy.get(directive) ?? [];
    if (what === 'script') {
      if (nonce !== '' && sources.includes(`'nonce-${nonce}'`)) return true;
      // Hosts do not count beside it.
      if (sources.some((source) => source.toLowerCase() === "'strict-dynamic'")) return false;
    }
    return sources.some((source) => fits(source, page, wanted));
  });
