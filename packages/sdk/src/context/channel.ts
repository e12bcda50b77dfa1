import type { Channel } from '../types.ts';
import { pick } from './pick.ts';

/**
 * The app whose own browser this is, by its user agent. Chrome, Firefox and Edge on iOS are browsers,
 * not apps.
 *
 * @example
 * appOf('… Mobile/21F79 Instagram 333.0'); // 'instagram'
 */
export const appOf = (userAgent: string): string | undefined =>
  pick(
    'instagram threads=Barcelona facebook=FB(A[NV]|_IAB) linkedin=LinkedInApp twitter tiktok=TikTok|musical_ly|Bytedance snapchat pinterest line=\\bLine/ wechat=MicroMessenger whatsapp google=GSA/',
    userAgent,
  );

/**
 * `tablet`, `mobile` or, on a desktop, nothing.
 *
 * @param userAgent `navigator.userAgent`.
 * @param mobile `navigator.userAgentData.mobile`, where there is one.
 * @param touchPoints `navigator.maxTouchPoints`: a tablet that calls itself a Mac has several.
 */
export const sizeOf = (
  userAgent: string,
  mobile: boolean | undefined,
  touchPoints: number,
): string =>
  /iPad|^(?!.*Mobi).*Android/.test(userAgent) || (touchPoints > 1 && /Macintosh/.test(userAgent))
    ? 'tablet'
    : (mobile ?? /Mobi|iP/.test(userAgent))
      ? 'mobile'
      : '';

/**
 * Channel of a page by the signals that its device states; the first rule that fits wins. A tablet is
 * mobile.
 *
 * @example
 * channelOf('mobile coarse in_app'); // 'in_app_browser'
 */
export const channelOf = (signals: string): Channel =>
  pick(
    'app_webview=bridge in_app_browser=in_app pwa=standalone mobile_web=mobile|tablet',
    signals,
  ) ?? 'web';
