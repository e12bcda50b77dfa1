import { watch } from '../capture/element.ts';
import { within } from '../context/config.ts';
import type { ContextConfig } from '../context/config.ts';
import type { Module } from '../module.ts';
import { landingUrl } from '../page.ts';
import { handedBy, tokenOf } from './handover.ts';

/**
 * Takes visitors along: to the other hosts of the site (`domains`), and from links in mails.
 *
 * **Between hosts.** A click on a link to one of `domains` puts `tt=<token>` into its fragment, which no
 * server sees, for the moment of the click; the SDK there takes anonymous id and visit over and cleans
 * the address bar. Needs consent to `storage` on both sides. A crafted link could make somebody else's
 * id yours (session fixation); so a token is taken only within two minutes, by the host, site and browser
 * it was made for, and on the way from one of `domains` (by `document.referrer`, which a page can
 * suppress but not forge). Links with a fragment that is no hash route are left alone, and so are
 * addresses opened by scripts, by the context menu, or by forms.
 *
 * **From mails and paper.** `?tt=<UUID>` goes from the address bar at once, and to the service once, as
 * the fact `link.opened`, when `identification` is allowed. A UUID of version 8 is printed for many and
 * names nobody: it goes as a touch, without. A UUID, because the scrubber takes other random texts for
 * secrets.
 */
export const linker: Module = (core) => {
  const { domains, site }: ContextConfig = core._config;
  const bound = (host: string) => site + host + navigator.userAgent;
  const { href, hash, host } = location;

  // The other way round the first page view would carry the address with the token.
  const clean = href.replace(/([?&#])tt=[^&#]*(&?)/g, (_, before, after) => after && before);
  if (clean !== href) history.replaceState(history.state, '', clean);
  const handed = /[#?&]tt=([^&]+)/.exec(hash);
  if (handed && core._allows('storage') && within(document.referrer, domains)) {
    const identity = handedBy(handed[1]!, bound(host), Date.now());
    if (identity) core._identity._write({ ...core._identity._read(), ...identity });
  }
  let token = /[?&]tt=([\da-f-]{36})(?![^&#])/i.exec(landingUrl())?.[1];
  core._onView(() => {
    const printed = token?.[14] === '8';
    if (!token || !(printed || core._allows('identification'))) return;
    core._record(printed ? 'touch' : 'identify', { name: 'link.opened', props: { token } });
    token = '';
  });

  watch(core, 'click auxclick', (element) => {
    const link = element.closest<HTMLAnchorElement>('a,area');
    const state = core._identity._read();
    if (
      !link?.host ||
      link.host === host ||
      !state ||
      !within(link.origin, domains) ||
      !core._allows('storage') ||
      !/^$|^#!?\//.test(link.hash)
    ) {
      return;
    }
    const before = link.href;
    link.hash += `${link.hash && (link.hash.includes('?') ? '&' : '?')}tt=${tokenOf(state, bound(link.host), Date.now())}`;
    // The browser has followed it by then; what is copied later carries nobody's id.
    setTimeout(() => (link.href = before));
  });
};
