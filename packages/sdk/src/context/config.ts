import type { Config } from '../types.ts';

/** Names as an array, or in one text, separated by spaces: attributes of the script tag are texts. */
export type Names = readonly string[] | string;

/**
 * Settings of the context modules and of the linker, beside those of the core; as attributes of the
 * script tag `data-domains="a.example b.example"` and so on.
 *
 * @example
 * const config: ContextConfig = { site: 'wk_…', modules: [source], partners: ['partner.example'] };
 * const touchtrail = createTouchtrail(config);
 */
export interface ContextConfig extends Config {
  /** Hosts of partners, each with its subdomains: a visitor from there has `referrerType` `partner`. */
  partners?: Names;
  /** Further hosts of this site, each with its subdomains: a visitor from there comes from within. */
  domains?: Names;
  /** Query parameters that stay in addresses, beside `utm_*`; `filter_.*` names several. */
  query?: Names;
}

/** The names in a setting; one empty name when there is none. */
export const namesOf = (names: unknown): string[] => `${names ?? ''}`.split(/[\s,]+/);

/**
 * Whether the host of a URL, its port apart, is one of these or a subdomain of one.
 *
 * @param url with a scheme and without user info, which would be taken for the host.
 */
export const within = (url: string | undefined, names: unknown): boolean =>
  namesOf(names).some((name) => !!name && `.${url?.split(/[/:]+/)[1]}`.endsWith(`.${name}`));
