import { onCLS, onFCP, onINP, onLCP } from 'web-vitals';
import type { ExperienceValues, Touchtrail } from '../types.ts';

/**
 * Measures the web vitals of the page with the `web-vitals` library and adds them to what `page.left`
 * states: `lcpMs inpMs ttfbMs fcpMs` in ms, `cls` without unit. Begins with consent: nothing is
 * observed before. They are those of the document's load or return; views of client-side routing have
 * none, as browsers do not measure them alike.
 *
 * @example
 * import { captureVitals } from '@touchtrail/sdk/capture/vitals';
 * captureVitals(touchtrail);
 */
export function captureVitals(touchtrail: Pick<Touchtrail, 'on' | 'experience'>): void {
  let routed = false;
  let started = false;
  const add = (name: keyof ExperienceValues) => (metric: { value: number }) => {
    if (!routed) touchtrail.experience({ [name]: metric.value });
  };
  const start = () => {
    if (started) return;
    started = true;
    // Every change, not only the last: what a page view came to may be stated before the last is known.
    const options = { reportAllChanges: true };
    onLCP(add('lcpMs'), options);
    onINP(add('inpMs'), options);
    onCLS(add('cls'), options);
    onFCP(add('fcpMs'));
    // The library's own would weigh more than all of this.
    const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    if (load?.responseStart) {
      const { activationStart = 0 } = load as { activationStart?: number };
      add('ttfbMs')({ value: Math.max(0, load.responseStart - activationStart) });
    }
  };
  touchtrail.on('consent', ({ purposes }) => {
    if (purposes.includes('measurement')) start();
  });
  // Something was recorded, so there is consent: it may have been given before this was loaded.
  touchtrail.on('queued', (event: { name: string; props?: Record<string, unknown> }) => {
    if (event.name === 'page.viewed') routed = event.props?.['navigation'] === 'route';
    start();
  });
}
