import type { Module } from '../module.ts';
import { landingUrl } from '../page.ts';
import { within } from './config.ts';
import type { ContextConfig } from './config.ts';

/**
 * The click id an advertising platform put into an address: its kind and its value. Google (also its
 * apps, iOS, Display & Video), Meta, Microsoft, TikTok, X, LinkedIn, Instagram, Pinterest, Snapchat,
 * Reddit, Yandex, impact.com, Mailchimp, Klaviyo.
 */
export const clickIdOf = (address: string): RegExpExecArray | null =>
  /[?&](gclid|[gw]braid|dclid|fbclid|msclkid|ttclid|twclid|li_fat_id|igshid|epik|ScCid|rdt_cid|yclid|irclickid|mc_cid|_kx)=([^&#]{1,500})/.exec(
    address,
  );

/**
 * Where a page view came from: the kind of click id it landed with, and whether its referrer is one of
 * the site's own hosts or partners; all other kinds of referrers are told by the service. The click id
 * itself names a person at the advertiser, and goes only with consent to `sharing`.
 */
export const source: Module = (core) => {
  const { domains, partners }: ContextConfig = core._config;
  let landing = landingUrl();
  core._onEvent((event) => {
    const { page } = event;
    if (event.name !== 'page.viewed' || !page) return;
    page.referrerType = within(page.referrer, partners)
      ? 'partner'
      : within(page.referrer, domains)
        ? 'internal'
        : undefined;
    // What the document was loaded with outlives client-side routing before a late consent.
    const found = clickIdOf(`${location.search}&${landing}`);
    landing = '';
    if (found) {
      event.campaign = {
        ...event.campaign,
        clickIdType: found[1],
        clickId: core._allows('sharing') ? found[2] : undefined,
      };
    }
  });
};
