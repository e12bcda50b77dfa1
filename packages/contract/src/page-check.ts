import * as z from 'zod';
import { refusal } from './report/refusals.ts';

const address = z.url({
  protocol: /^https?$/,
  error: refusal('must be an address such as https://shop.example/'),
});

/** A page to be looked at: `POST /api/sites/:id/check-page`. */
export const pageCheckInputSchema = z.strictObject({
  url: address.max(2_000),
  /** Where pages find this service. */
  service: address.max(300),
});

/** What stands in the way of events on a page, as its HTML and headers say it. */
export interface PageCheck {
  /** After redirects. */
  url: string;
  status: number;
  /** The script tag: with the key of this site, of another one, or not in the HTML as it is sent. */
  tag: 'found' | 'other_key' | 'missing';
  /** Whether the site takes events from pages of this origin. */
  isOriginAllowed: boolean;
  hasPolicy: boolean;
  /** Whether the content security policy lets the script in, and its events out. */
  isScriptAllowed: boolean;
  isSendingAllowed: boolean;
  /** What the policy needs. */
  policyLine: string;
  /** Whether the HTML itself tells of consent, and of who it is; a file that it loads may too. */
  saysConsent: boolean;
  saysWho: boolean;
}
