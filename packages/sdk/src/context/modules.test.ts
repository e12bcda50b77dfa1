// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hideBy, mask, scrub as scrubUrl } from '../page.ts';
import { device, everything, scrub, source } from './index.ts';
import { clickIdOf } from './source.ts';
import { start, view } from './testing/start.ts';

const landed = (url: string) =>
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{ name: url } as never]);

beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, '', '/');
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('browser') }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  hideBy();
});

describe('click ids', () => {
  const kinds =
    'gclid gbraid wbraid dclid fbclid msclkid ttclid twclid li_fat_id igshid epik ScCid rdt_cid yclid irclickid mc_cid _kx'.split(
      ' ',
    );
  test('of seventeen kinds are known', () => {
    expect(kinds).toHaveLength(17);
    for (const kind of kinds)
      expect(clickIdOf(`?a=b&${kind}=X1`)).toMatchObject({ 1: kind, 2: 'X1' });
    expect(clickIdOf('?gclid=&utm_source=x')).toBeNull();
  });

  test('only the kind is told; the value with consent to sharing alone', () => {
    landed('https://s.example/?gclid=CANARY');
    const campaign = { source: 'google' };
    const little = start(source, {}, ['measurement', 'storage', 'identification'])(
      view({ campaign }),
    );
    expect(little.campaign).toEqual({ source: 'google', clickIdType: 'gclid' });
    expect(JSON.stringify(little)).not.toContain('CANARY');
    const all = start(source, {}, ['measurement', 'sharing'])(view());
    expect(all.campaign).toEqual({ clickIdType: 'gclid', clickId: 'CANARY' });
  });

  test('of the landing URL count for the first view only, those of a later address for its view', () => {
    landed('https://s.example/?gclid=CANARY');
    const change = start(source);
    expect(change(view()).campaign?.clickIdType).toBe('gclid');
    expect(change(view()).campaign).toBeUndefined();
    history.replaceState(null, '', '/?fbclid=CANARY');
    expect(change(view()).campaign?.clickIdType).toBe('fbclid');
    landed('https://s.example/?fbclid=CANARY');
    expect(start(source, {}, ['sharing'])(view()).campaign?.clickId).toBe('CANARY');
    expect(change({ name: 'other' })).toEqual({ name: 'other' });
  });
});

test('a referrer of the site itself or of a partner is told as such', () => {
  const change = start(source, { partners: 'partner.example', domains: ['own.example'] });
  const kind = (referrer: string) => change(view({ page: { referrer } })).page?.referrerType;
  expect(kind('https://www.partner.example:444/x')).toBe('partner');
  expect(kind('https://www.own.example/')).toBe('internal');
  expect(kind('https://notpartner.example/')).toBeUndefined();
  expect(kind('https://own.example.evil.example/')).toBeUndefined();
  expect(change(view()).page?.referrerType).toBeUndefined();
  expect(start(source)(view({ page: { referrer: 'https://a.example/' } })).page).toEqual({
    referrer: 'https://a.example/',
  });
});

const signals = () => start(device)({ name: 'other' }).device?.signals;

describe('device', () => {
  test('goes with page views, the signals of the channel with everything', () => {
    vi.stubGlobal('navigator', {
      language: 'de-DE',
      maxTouchPoints: 5,
      connection: { saveData: true },
    });
    vi.stubGlobal('matchMedia', (query: string) => ({ matches: /coarse|browser/.test(query) }));
    vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-90);
    const change = start(device);
    expect(change(view()).device).toEqual({
      width: innerWidth,
      height: innerHeight,
      language: 'de-DE',
      utcOffset: 90,
      saveData: true,
      signals: 'coarse touch',
    });
    const event = change({ name: 'other' });
    expect(event).toEqual({ name: 'other', device: { signals: 'coarse touch' } });
    // The service tells it, by these and by the request.
    expect(event.channel).toBeUndefined();
  });

  test.each(['ReactNativeWebView', 'flutter_inappwebview'])('%s is a bridge to an app', (name) => {
    expect(signals()).toBe('');
    vi.stubGlobal(name, {});
    expect(signals()).toBe('bridge');
  });

  test('an installed page is told by its display mode, on iOS by the navigator', () => {
    vi.stubGlobal('navigator', { standalone: true, maxTouchPoints: 5 });
    expect(signals()).toBe('standalone touch');
    vi.stubGlobal('navigator', { maxTouchPoints: 0 });
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
    expect(signals()).toBe('standalone');
  });

  test('a page within another says so', () => {
    vi.stubGlobal('top', {});
    expect(signals()).toBe('framed');
  });

  test('the time zone is asked for in idle time, once a visit, and goes with the next event', () => {
    const idle: (() => void)[] = [];
    vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run));
    const zone = vi.spyOn(Intl, 'DateTimeFormat');
    const change = start(device);
    expect(change(view({ seq: 1 })).device?.timezone).toBeUndefined();
    change(view());
    vi.advanceTimersByTime(60_000);
    expect(zone).not.toHaveBeenCalled();
    expect(idle).toHaveLength(1);
    idle[0]!();
    expect(change({ name: 'page.left' }).device).toEqual({
      signals: '',
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    expect(change({ name: 'other' }).device).toEqual({ signals: '' });
  });
});

describe('scrub', () => {
  test('brings the whole set of rules, and parameters of the configuration', () => {
    const url = 'https://s.example/0171-1234567?q=x&page=2&utm_source=a&token=b';
    expect(scrubUrl(url)).toBe('https://s.example/0171-1234567?utm_source=a');
    start(scrub, { query: 'q, page' });
    expect(scrubUrl(url)).toBe('https://s.example/*?q=x&page=2&utm_source=a');
    expect(scrubUrl('https://s.example/a%20b/r/x%3Ftoken%3Dy')).toBe('https://s.example/a%20b/r/x');
    expect(scrubUrl('https://s.example/a;jsessionid=1/b?q=a;b')).toBe('https://s.example/a?q=a');
    expect(scrubUrl('https://s.example/2026/0171/1234567')).toBe(
      'https://s.example/2026/0171/1234567',
    );
    expect(mask('IBAN DE89 3704 0044 0532 0130 00')).toBe('IBAN *');
  });

  test('without a setting no further parameter stays', () => {
    start(scrub);
    expect(scrubUrl('https://s.example/?a=1&=2&utm_a=3')).toBe('https://s.example/?utm_a=3');
  });

  test('comments and props are scrubbed, numbers and the rest are left', () => {
    const event = start(scrub)({
      name: 'x',
      userId: 'ada@example.org',
      comment: 'Call me: +49 171 1234567',
      props: { a: 'ada@example.org', b: 4_111_111_111_111_111, c: null, d: true, e: 'SKU 4711' },
    });
    expect(event).toEqual({
      name: 'x',
      userId: 'ada@example.org',
      comment: 'Call me: *',
      props: { a: '*', b: 4_111_111_111_111_111, c: null, d: true, e: 'SKU 4711' },
    });
  });
});

test('what is stated of a person stays as it is', () => {
  const props = { email: 'ada@example.org' };
  expect(start(scrub)({ type: 'identify', name: 'person.identified', props }).props).toBe(props);
  expect(props.email).toBe('ada@example.org');
});

test('everything is there under the names that leave it out', () => {
  expect(everything).toEqual({ scrub, source, device });
});
