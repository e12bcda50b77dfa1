// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import type { ExperienceValues, Signals, Touchtrail } from '../types.ts';

type Report = (metric: { value: number }) => void;
const reports = vi.hoisted(() => new Map<string, Report>());
vi.mock('web-vitals', () =>
  Object.fromEntries(
    ['onCLS', 'onFCP', 'onINP', 'onLCP'].map((name) => [
      name,
      (report: Report) => reports.set(name, report),
    ]),
  ),
);
const { captureVitals } = await import('./vitals.ts');

let listeners: Map<string, (detail: never) => void>;
let added: ExperienceValues[];
const touchtrail = {
  on: (signal: string, listener: (detail: never) => void) => {
    listeners.set(signal, listener);
    return () => {};
  },
  experience: (values) => void added.push(values),
} as Pick<Touchtrail, 'on' | 'experience'>;
const consent = (...purposes: Signals['consent']['purposes']) =>
  listeners.get('consent')!({ purposes } as never);
const viewed = (navigation: string) =>
  listeners.get('queued')!({ name: 'page.viewed', props: { navigation } } as never);

beforeEach(() => {
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([
    { responseStart: 130, activationStart: 50 },
  ] as unknown as ReturnType<Performance['getEntriesByType']>);
  reports.clear();
  listeners = new Map();
  added = [];
  captureVitals(touchtrail);
});

test('nothing is observed before consent to measurement', () => {
  consent();
  consent('storage');
  expect(reports.size).toBe(0);
  consent('measurement');
  expect([...reports.keys()]).toEqual(['onLCP', 'onINP', 'onCLS', 'onFCP']);
});

test('consent given before it was loaded is known by the first event, and it begins once', () => {
  viewed('load');
  const first = reports.get('onLCP');
  viewed('restore');
  consent('measurement');
  expect(reports.get('onLCP')).toBe(first);
});

test('each vital is added to the page view of the document, not to those of routing', () => {
  viewed('load');
  const values = { onLCP: 1200.4, onINP: 40, onCLS: 0.02, onFCP: 900 };
  for (const [name, value] of Object.entries(values)) reports.get(name)!({ value });
  expect(Object.assign({}, ...added)).toEqual({
    lcpMs: 1200.4,
    inpMs: 40,
    cls: 0.02,
    fcpMs: 900,
    ttfbMs: 80,
  });
  viewed('route');
  reports.get('onINP')!({ value: 500 });
  expect(added).toHaveLength(5);
  viewed('restore');
  reports.get('onINP')!({ value: 30 });
  expect(added.at(-1)).toEqual({ inpMs: 30 });
});
