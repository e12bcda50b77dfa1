import type { Module } from '../module.ts';
import { hide, hideBy, mask } from '../page.ts';
import { hideNumbers } from '../scrub/numbers.ts';
import { namesOf } from './config.ts';
import type { ContextConfig } from './config.ts';

const text = (value: string) => hideNumbers(value, hide);

/**
 * Hides more than the core has room for, see `hideNumbers`: in addresses and titles, and in comments and
 * props too. What follows a semicolon in an address, or an encoded one, question mark or hash, is
 * parameters and goes. The service does it all again, by the whole set of rules.
 */
export const scrub: Module = (core) => {
  const settings: ContextConfig = core._config;
  hideBy(
    text,
    // Part by part: decoding the whole would move the borders between them.
    (url) =>
      url
        .replace(/(;|%3[bf]|%23)[^?#&]*/gi, '')
        .replace(/[^/?&=]+/g, (part) => (text(part) === part ? part : '*')),
    RegExp(`^(?!$)(utm_.*|${namesOf(settings.query).join('|')})$`),
  );
  core._onEvent((event) => {
    if (event.comment) event.comment = mask(event.comment);
    // What is stated of a person is stated on purpose, and with consent to identification.
    const props = event.type === 'identify' ? {} : event.props;
    for (const name in props) {
      const value = props[name]!;
      if (typeof value === 'string') props[name] = mask(value);
    }
  });
};
