import type { Module } from '../module.ts';

interface Extras {
  connection?: { saveData?: boolean };
  standalone?: boolean;
}

/** How long a page is left in peace before the time zone is asked for. */
const quietMs = 5_000;

const media = (query: string) => matchMedia(`(${query})`).matches;

/**
 * With each event the signals of the channel that no request tells the service (`bridge coarse framed
 * standalone touch`), and with each page view the device as far as it shapes what a person lives
 * through. The name of the time zone is asked for once a visit, in idle time, because the first use of
 * Intl costs up to 25 ms; it goes with the next event.
 */
export const device: Module = (core) => {
  const its = navigator as Navigator & Extras;
  const signals = [
    media('pointer:coarse') && 'coarse',
    // That of an app in the Android sense too. Its referrer `android-app:` says less: all apps that open
    // a link leave it.
    (!media('display-mode:browser') || its.standalone) && 'standalone',
    ('ReactNativeWebView' in self || 'flutter_inappwebview' in self) && 'bridge',
    // A tablet that calls itself a Mac has a touch screen.
    its.maxTouchPoints > 1 && 'touch',
    self !== top && 'framed',
  ]
    .filter(Boolean)
    .join(' ');
  let timezone: string | undefined;
  core._onEvent((event) => {
    event.device = {
      signals,
      timezone,
      ...(event.name === 'page.viewed' && {
        width: innerWidth,
        height: innerHeight,
        language: its.language,
        utcOffset: -new Date().getTimezoneOffset(),
        saveData: its.connection?.saveData,
      }),
    };
    timezone = undefined;
    if (event.seq === 1) {
      setTimeout(() => {
        self.requestIdleCallback?.(() => {
          if (core._active()) timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
        });
      }, quietMs);
    }
  });
};
