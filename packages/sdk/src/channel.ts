import type { Channel } from './types.ts';

const inApp =
  /FBA[NV]|Instagram|LinkedInApp|Twitter|TikTok|Bytedance|Snapchat|Pinterest|Line\/|MicroMessenger|WhatsApp|GSA\/|; wv\)/;

/**
 * Channel of a page by its browser; the first rule that fits wins.
 *
 * @param userAgent `navigator.userAgent`; reading it is device access, so only after consent.
 * @param standalone whether the page runs as an installed app.
 * @param touchPoints `navigator.maxTouchPoints`: a tablet that calls itself a Mac has several.
 */
export const channelOf = (userAgent: string, standalone: boolean, touchPoints: number): Channel =>
  inApp.test(userAgent)
    ? 'in_app_browser'
    : standalone
      ? 'pwa'
      : /Mobi|Android|iP(hone|od|ad)/.test(userAgent) ||
          (touchPoints > 1 && /Macintosh/.test(userAgent))
        ? 'mobile_web'
        : 'web';
