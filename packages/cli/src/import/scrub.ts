import type { TouchtrailEvent } from '@touchtrail/contract';
import { remembered } from '@touchtrail/enrich';
import { scrubPath, scrubText, scrubUrl } from '@touchtrail/sdk/scrub';

/** Takes out of texts and addresses what may name a person or open a door, as the service does. */
export interface Scrubber {
  text(value: string): string;
  path(value: string): string;
  url(value: string): string;
  /** Changes the event itself. */
  event(event: TouchtrailEvent): void;
}

export interface ScrubOptions {
  /** Query parameters that the site lets stay. */
  queryParams: readonly string[];
  /** Fields that are hashed: they are no text any more. */
  hashed: ReadonlySet<string>;
}

/** A few plain words, without a digit, `@`, `%` or a token's head: no rule finds anything in them. */
const plainWords = /^(?![^]*eyJ)[A-Za-z .,:;!?()'&_-]{0,20}$/;

const pageFields = { url: 'url', path: 'path', referrer: 'url', title: 'text' } as const;
const campaignFields = ['source', 'medium', 'name', 'term', 'content', 'clickIdType'] as const;

/**
 * @example
 * createScrubber({ queryParams: [], hashed: new Set() }).text('call +49 30 1234567');
 */
export function createScrubber({ queryParams, hashed }: ScrubOptions): Scrubber {
  const knownText = remembered(scrubText, 20_000);
  const path = remembered(scrubPath, 5_000);
  const url = remembered((value) => scrubUrl(value, queryParams), 5_000);
  const text = (value: string): string => (plainWords.test(value) ? value : knownText(value));
  const by = { text, path, url };

  function props(given: NonNullable<TouchtrailEvent['props']>) {
    const clean: [string, (typeof given)[string]][] = [];
    for (const [key, value] of Object.entries(given)) {
      const isText = typeof value === 'string' && !hashed.has(`props.${key}`);
      clean.push([text(key), isText ? text(value) : value]);
    }
    // Not assignment: a prop may be called __proto__.
    return Object.fromEntries(clean);
  }

  return {
    text,
    path,
    url,
    event(event) {
      const { page, campaign, comment } = event;
      if (page) {
        for (const key of ['url', 'path', 'referrer', 'title'] as const) {
          const value = page[key];
          if (value !== undefined && !hashed.has(`page.${key}`)) {
            page[key] = by[pageFields[key]](value);
          }
        }
      }
      if (campaign) {
        for (const key of campaignFields) {
          const value = campaign[key];
          if (value !== undefined && !hashed.has(`campaign.${key}`)) campaign[key] = text(value);
        }
      }
      if (event.props) event.props = props(event.props);
      if (comment !== undefined && !hashed.has('comment')) event.comment = text(comment);
      event.name = text(event.name);
      if (event.touchpoint !== undefined) event.touchpoint = text(event.touchpoint);
    },
  };
}
