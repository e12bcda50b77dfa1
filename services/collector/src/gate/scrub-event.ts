import type { Props, TouchtrailEvent } from '@touchtrail/contract';
import { scrubPath, scrubText, scrubUrl } from '@touchtrail/sdk/scrub';
import { remembered } from '@touchtrail/enrich';
import type { Draft } from './strip.ts';

/** A few plain words, without a digit, `@`, `%` or a token's head: no rule finds anything in them. */
const plainWords = /^(?![^]*eyJ)[A-Za-z .,:;!?()'&_-]{0,20}$/;

const knownText = remembered(scrubText, 5_000);
const knownPath = remembered(scrubPath, 5_000);

/** {@link scrubText}, sparing the many texts it has nothing to find in. */
const text = (value: string): string => (plainWords.test(value) ? value : knownText(value));

/** The values of props, and their names: a sender may put anything in either. */
function scrubProps(props: Props, hashed: ReadonlySet<string>): Props {
  const clean: [string, Props[string]][] = [];
  for (const [key, value] of Object.entries(props)) {
    const isText = typeof value === 'string' && !hashed.has(`props.${key}`);
    clean.push([text(key), isText ? text(value) : value]);
  }
  // Not assignment: a prop may be called __proto__.
  return Object.fromEntries(clean);
}

type Page = NonNullable<TouchtrailEvent['page']>;
type Campaign = NonNullable<TouchtrailEvent['campaign']>;

const campaignTexts = ['source', 'medium', 'name', 'term', 'content', 'clickIdType'] as const;

/** How a site's addresses are scrubbed, with the query parameters that it lets stay. */
export const urlScrubber = (queryParams: readonly string[]): ((url: string) => string) =>
  remembered((url) => scrubUrl(url, queryParams), 1_000);

/**
 * Takes out of addresses and free text what may name a person or open a door: the second time, after
 * the browser, because not every sender is ours. Ids and the click id stay as they are; fields that
 * were hashed are no text any more.
 */
export function scrubEvent(
  draft: Draft,
  hashed: ReadonlySet<string>,
  urls: (url: string) => string,
): void {
  const { page, campaign, props, comment } = draft;
  if (page) {
    const clean: Page = { ...page };
    if (page.url !== undefined && !hashed.has('page.url')) {
      clean.url = urls(page.url);
    }
    if (page.path !== undefined && !hashed.has('page.path')) clean.path = knownPath(page.path);
    if (page.referrer !== undefined && !hashed.has('page.referrer')) {
      clean.referrer = urls(page.referrer);
    }
    if (page.title !== undefined && !hashed.has('page.title')) clean.title = text(page.title);
    draft.page = clean;
  }
  if (campaign) {
    const clean: Campaign = { ...campaign };
    for (const key of campaignTexts) {
      const value = campaign[key];
      if (value !== undefined && !hashed.has(`campaign.${key}`)) clean[key] = text(value);
    }
    draft.campaign = clean;
  }
  if (props) draft.props = scrubProps(props, hashed);
  if (comment !== undefined && !hashed.has('comment')) draft.comment = text(comment);
  if (draft.name !== undefined) draft.name = text(draft.name);
  if (draft.touchpoint !== undefined) draft.touchpoint = text(draft.touchpoint);
}

/**
 * Any JSON value with every text in it scrubbed, addresses by what they look like. For what is kept of
 * refused events, whose shape nobody checked. Deeper than eight levels nothing is kept.
 */
export function scrubUnknown(value: unknown, urls: (url: string) => string, depth = 0): unknown {
  if (typeof value === 'string') {
    return /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? urls(value) : text(value);
  }
  if (value === null || typeof value !== 'object') return value;
  if (depth >= 8) return null;
  if (Array.isArray(value)) {
    return value.map((each) => scrubUnknown(each, urls, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [text(key), scrubUnknown(each, urls, depth + 1)]),
  );
}
