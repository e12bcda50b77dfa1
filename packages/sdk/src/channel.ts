import type { Channel } from './types.ts';

/**
 * The cheapest guess at a page's channel. The context module knows more: in-app browsers, installed
 * apps, web views, tablets.
 *
 * @param userAgent `navigator.userAgent`; reading it is device access, so only after consent.
 */
export const channelOf = (userAgent: string): Channel =>
  /Mobi/.test(userAgent) ? 'mobile_web' : 'web';
