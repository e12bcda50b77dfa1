import { scrubText } from './text.ts';

/** Ends a path or a value: what follows is parameters, encoded or not. */
const parameters = /;|%(?:25)*(?:3[bf]|23)/i;

/** A part of a URL, or `*` when there is anything in it to hide. */
const part = (text: string): string => (scrubText(text) === text ? text : '*');

const parts = (path: string): string => path.split(parameters, 1)[0]!.replace(/[^/]+/g, part);

/**
 * Takes out of a URL what may name a person or open a door: user and password, every query parameter
 * but `utm_*` and those of `allow`, path parameters, the fragment (the path of a `#/route` stays),
 * and each segment, host label or value in which {@link scrubText} finds something becomes `*`. Works
 * on any text, a relative or malformed URL too. Of `mailto:`, `data:`, `file:` and the like only the
 * scheme stays. Twice is once; never throws.
 *
 * @param allow names of further parameters that may stay, exactly as they stand in the address.
 * @example
 * scrubUrl('https://u:p@shop.example/a?token=1&utm_source=mail#x'); // 'https://shop.example/a?utm_source=mail'
 */
export function scrubUrl(url: string, allow: readonly string[] = []): string {
  const [, scheme = '', authority = '', path = '', query = '', route = ''] =
    /^([a-z][a-z\d+.-]*:)?(?:\/\/([^/?#]+))?([^?#]*)\??([^#]*)(?:#(!?\/[^?#&=]*))?/i.exec(
      // Browsers take a backslash for a slash.
      url.trim().replaceAll('\\', '/').replace(/\s/g, '%20'),
    )!;
  const host = authority.replace(/^[^]*(?:@|%40)/i, '').replace(/[^.:]+/g, part);
  if (scheme && !host) return scheme.toLowerCase();
  const kept = query.split('&').flatMap((pair) => {
    const [name, ...value] = pair.split('=');
    return /^utm_[a-z_]{1,30}$/i.test(name!) || allow.includes(name!)
      ? value.length
        ? `${name}=${part(value.join('=').split(parameters, 1)[0]!)}`
        : name!
      : [];
  });
  return (
    scheme.toLowerCase() +
    (host && `//${host}`) +
    // Without a host a second slash would make one.
    (host ? parts(path) : parts(path).replace(/^\/+/, '/')) +
    (kept.length ? `?${kept.join('&')}` : '') +
    (route && `#${parts(route)}`)
  );
}

/**
 * The path of a URL and its `#/route`, without its query.
 *
 * @example
 * scrubPath('/reset/ada@example.org?next=/'); // '/reset/*'
 */
export const scrubPath = (path: string): string => scrubUrl(path.replace(/\?[^#]*/, ''));
