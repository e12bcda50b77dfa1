import type { Module } from '../module.ts';
import { appOf, channelOf, sizeOf } from './channel.ts';

interface Extras {
  userAgentData?: { mobile: boolean };
  connection?: { saveData?: boolean };
  standalone?: boolean;
}

/** How long a page is left in peace before the time zone is asked for. */
const quietMs = 5_000;

const media = (query: string) => matchMedia(query).matches;

/**
 * The channel of all events, and with each page view the device as far as it shapes what a person lives
 * through: the raw signals too, so that the service can classify again. The name of the time zone is
 * asked for once a visit, in idle time, because the first use of Intl costs up to 25 ms; it goes with
 * the next event.
 */
export const device: Module = (core) => {
  const its = navigator as Navigator & Extras;
  const { userAgent } = its;
  const app = appOf(userAgent);
  const signals = [
    sizeOf(userAgent, its.userAgentData?.mobile, its.maxTouchPoints),
    media('(pointer:coarse)') && 'coarse',
    (media('(display-mode:standalone),(display-mode:minimal-ui),(display-mode:fullscreen)') ||
      its.standalone ||
      // A trusted web activity names its app. So do apps that open links, which are none.
      /^android-app:(?!.*(android|microsoft|facebook))/.test(document.referrer)) &&
      'standalone',
    ('ReactNativeWebView' in self || 'flutter_inappwebview' in self) && 'bridge',
    (app || /; wv\)/.test(userAgent)) && 'in_app',
    self !== top && 'framed',
  ]
    .filter(Boolean)
    .join(' ');
  const channel = core._config.channel ?? channelOf(signals);
  let timezone = '';
  core._onEvent((event) => {
    event.channel ??= channel;
    if (event.name === 'page.viewed') {
      event.device = {
        width: innerWidth,
        height: innerHeight,
        language: its.language,
        utcOffset: -new Date().getTimezoneOffset(),
        saveData: its.connection?.saveData,
        app,
        signals,
      };
    }
    if (event.seq === 1) {
      setTimeout(() => {
        self.requestIdleCallback?.(() => {
          if (core._active()) timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
        });
      }, quietMs);
    }
    if (timezone) event.device = { ...event.device, timezone };
    timezone = '';
  });
};
