import { fieldsOf } from '../fields.ts';
import type { Module } from '../module.ts';
import { scrub } from '../page.ts';
import { describe, marked, nearest, off } from './element.ts';

const file =
  /\.(pdf|docx?|xlsx?|pptx?|csv|rtf|od[pst]|epub|ics|zip|rar|7z|t?gz|dmg|pkg|exe|msi|apk|mp[34]|mov|avi|wav)$/i;

// Own settings of the mark, which are no props of the touch.
const settings = /^touchpoint(Name|Form|Submit|Ignore|Results|)$/;

/** Address of a link; that of an SVG link is wrapped. `undefined` for what is no address. */
function addressOf(link: Element | null): URL | undefined {
  const href = (link as unknown as { href?: string & SVGAnimatedString } | null)?.href;
  try {
    return href ? new URL(href.baseVal ?? href, document.baseURI) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Clicks. On an element with `data-touchpoint` they are touches, with its other `data-touchpoint-*` as
 * props; so are links out of the site (`link.outbound`; also `mailto:` and `tel:`, by scheme only) and
 * downloads (`file.downloaded`). Other links and buttons are interactions. No text is read.
 */
export const clicks: Module = (core) => {
  if (core._config.clicks === false) return;
  const clicked = ({ target, button }: MouseEvent) => {
    const element = nearest(
      target,
      'a,area,button,summary,[role=button],input[type=submit],input[type=button],input[type=image]',
    );
    const url = addressOf(element);
    // The middle button opens links, the right one menus.
    if (button > (url ? 1 : 0) || nearest(target, off)) return;
    const mark = marked(target);
    const control = (nearest(target, 'label') as HTMLLabelElement | null)?.control;
    // The browser clicks a label's control next: one click of the person is one touch.
    if (control && control !== target && !element && mark?.contains(control)) return;
    const host = url && (url.host || url.protocol);
    let name = '';
    let props = element ? describe(element) : {};
    if (host) {
      props = { ...props, host, url: (url.host && scrub(url.href)) || null };
      if (element!.hasAttribute('download') || file.test(url.pathname)) name = 'file.downloaded';
      else if (host !== location.host && !/^(javascript|blob|data):/.test(host)) {
        name = 'link.outbound';
      }
    }
    if (mark) {
      for (const key in mark.dataset) {
        if (key.startsWith('touchpoint') && !settings.test(key)) {
          props[key[10]!.toLowerCase() + key.slice(11)] = mark.dataset[key]!;
        }
      }
      const { touchpoint, touchpointName } = mark.dataset;
      core._record(
        'touch',
        fieldsOf(touchpointName || name || 'touch.clicked', { touchpoint, props }),
      );
    } else if (name) core._record('touch', fieldsOf(name, { props }));
    else if (element) core._interact(host ? 'link.clicked' : 'button.clicked', props);
  };
  core._listen(document, 'click', clicked);
  core._listen(document, 'auxclick', clicked);
};
