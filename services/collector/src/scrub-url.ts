const keptParameter = /^utm_[a-z_]{1,30}$/;
const email = /[^\s/?#&=@]{1,64}(?:@|%40)[^\s/?#&=@]{1,190}\.[a-z]{2,24}/gi;

const withoutEmails = (text: string) => text.replaceAll(email, '[email]');

function keptQuery(query: string): string {
  const kept = query.split('&').filter((pair) => {
    const name = pair.split('=', 1)[0] ?? '';
    return keptParameter.test(name.toLowerCase());
  });
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

/**
 * Takes out of a URL what may hold a secret or name a person: user and password, every query
 * parameter but `utm_*`, the fragment (the path of a `#/route` stays), e-mail addresses. Works on any
 * text, so a malformed URL is scrubbed too. Of `data:`, `mailto:` and the like only the scheme stays.
 *
 * @example
 * scrubUrl('https://u:p@shop.example/a?token=1&utm_source=mail#x'); // 'https://shop.example/a?utm_source=mail'
 */
export function scrubUrl(url: string): string {
  const opaque = /^([a-z][a-z0-9+.-]*:)(?!\/\/)/i.exec(url);
  if (opaque?.[1]) return opaque[1].toLowerCase();
  const hashAt = url.indexOf('#');
  const beforeHash = hashAt === -1 ? url : url.slice(0, hashAt);
  const hash = hashAt === -1 ? '' : url.slice(hashAt);
  const queryAt = beforeHash.indexOf('?');
  const base = queryAt === -1 ? beforeHash : beforeHash.slice(0, queryAt);
  const query = queryAt === -1 ? '' : keptQuery(beforeHash.slice(queryAt + 1));
  const route = hash.startsWith('#/') ? (hash.split('?', 1)[0] ?? '') : '';
  return withoutEmails(base.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*@/i, '$1//') + query + route);
}

/**
 * The path alone, without query, fragment and e-mail addresses.
 *
 * @example
 * scrubPath('/a?b=c'); // '/a'
 */
export const scrubPath = (path: string): string => withoutEmails(path.split(/[?#]/, 1)[0] ?? '');
