import type { Module } from '../module.ts';
import { scrub } from '../page.ts';
import { describe, marked, touch, watch } from './element.ts';

// Others say so themselves, by the attribute `download`.
const file = /\.(pdf|docx?|xlsx?|pptx?|csv|ics|zip|t?gz|dmg|exe|mp[34])$/i;

/**
 * Clicks. On an element with `data-touchpoint` they are touches, with its other `data-touchpoint-*` as
 * props; so are links out of the site (`link.outbound`; also `mailto:` and `tel:`, by scheme only) and
 * downloads (`file.downloaded`). Other links and buttons are interactions. No text is read.
 */
export const clicks: Module = (core) => {
  if (core._config.clicks === false) return;
  watch(core, 'click auxclick', (target, { button }: MouseEvent) => {
    const element = target.closest(
      'a,area,button,summary,[role=button],[type=submit],[type=button],[type=image]',
    );
    const control = target.closest('label')?.control;
    const mark = marked(target);
    let url: URL | undefined;
    try {
      const { href } = element as unknown as { href: string & SVGAnimatedString };
      // The address of an SVG link is wrapped.
      url = new URL(href.baseVal ?? href, document.baseURI);
    } catch {}
    if (
      // The middle button opens links, the right one menus.
      button > (url ? 1 : 0) ||
      // The browser clicks a label's control next: one click of the person is one touch.
      (control && control !== target && !element && mark?.contains(control))
    ) {
      return;
    }
    let name = '';
    const props = element ? describe(element) : {};
    if (url) {
      const host = (props['host'] = url.host || url.protocol);
      props['url'] = (url.host && scrub(url.href)) || null;
      if (element!.hasAttribute('download') || file.test(url.pathname)) name = 'file.downloaded';
      // To http, mailto, sms, tel, WhatsApp; not javascript, blob, data, about.
      else if (host !== location.host && /^[hmstw]/.test(url.protocol)) {
        name = 'link.outbound';
      }
    }
    for (const key in mark?.dataset) {
      const [, first, rest] = /^touchpoint(?!Name)(.)(.*)/.exec(key) ?? [];
      if (first) props[first.toLowerCase() + rest] = mark!.dataset[key]!;
    }
    if (mark || name) {
      touch(core, mark?.dataset['touchpointName'] || name || 'touch.clicked', props, mark);
    } else if (element) core._interact(url ? 'link.clicked' : 'button.clicked', props);
  });
};
