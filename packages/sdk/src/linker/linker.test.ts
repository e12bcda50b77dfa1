// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Fields } from '../fields.ts';
import type { Shared } from '../identity.ts';
import type { Core } from '../module.ts';
import type { Purpose } from '../types.ts';
import { tokenOf } from './handover.ts';
import { everything, linker } from './index.ts';

const own: Shared = {
  a: '01a200d3-10bd-7501-916c-0e9df57ee627',
  c: 1_000,
  v: '01a200d3-10bd-7501-916c-0e9df57ee628',
  s: 2_000,
  l: 3_000,
  n: 4,
};
const theirs: Shared = {
  ...own,
  a: own.a.replace('01a2', '02b3'),
  v: own.v.replace('01a2', '02b3'),
};

let state: Shared | undefined;
let recorded: Fields[];
let allowed: Purpose[];
let views: (() => void)[];
let listeners: [string, (event: Event) => void][];

function start(domains: unknown = 'other.example') {
  linker({
    _config: { site: 'wk_1', domains } as never,
    _allows: (purpose: Purpose) => allowed.includes(purpose),
    _identity: {
      _read: () => state,
      _write: (next: Shared) => (state = next),
    },
    _record: (type: 'identify', fields: Fields) => {
      recorded.push({ ...fields, type });
      return 'id';
    },
    _onView: (run: () => void) => views.push(run),
    _listen: (target: EventTarget, type: string, run: (event: Event) => void) => {
      const listener = (event: Event) => run(event);
      target.addEventListener(type, listener, true);
      listeners.push([type, listener]);
    },
  } as unknown as Core);
}

/** The address a click on the link leads to. */
function follow(href: string, type = 'click'): string {
  document.body.innerHTML = '<a><b>there</b></a>';
  const link = document.querySelector('a')!;
  link.href = href;
  let followed = '';
  link.addEventListener(type, (event) => {
    event.preventDefault();
    followed = link.href;
  });
  document
    .querySelector('b')!
    .dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
  return followed;
}

const from = (referrer: string) => vi.spyOn(document, 'referrer', 'get').mockReturnValue(referrer);
const tokenHere = (at = Date.now(), host = location.host) =>
  tokenOf(theirs, `wk_1${host}${navigator.userAgent}`, at);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_795_000_000_000 });
  history.replaceState(null, '', '/');
  state = own;
  recorded = [];
  views = [];
  listeners = [];
  allowed = ['measurement', 'storage', 'identification'];
});
afterEach(() => {
  for (const [type, listener] of listeners) document.removeEventListener(type, listener, true);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a click', () => {
  test.each([
    'https://other.example/a?b=c',
    'https://www.other.example/',
    'http://other.example:8080/#/cart',
    'https://other.example/#!/cart?x=y',
  ])('on a link to another host of the site takes the visitor along: %s', (href) => {
    start();
    for (const type of ['click', 'auxclick']) {
      const followed = follow(href, type);
      const [address, token] = followed.split(/[#?&]tt=/);
      expect(address).toBe(href.replace(/#$/, ''));
      expect(token).toBe(
        tokenOf(own, `wk_1${new URL(href).host}${navigator.userAgent}`, Date.now()),
      );
      vi.runAllTimers();
      expect(document.querySelector('a')!.href).toBe(href);
    }
  });

  test.each([
    'https://elsewhere.example/',
    'https://nother.example/',
    'https://other.example.evil.example/',
    'https://other.example/#chapter',
    'https://other.example:x@evil.example/',
    'https://other.example@evil.example/',
    '/inside',
    'mailto:ada@other.example',
  ])('on any other link changes nothing: %s', (href) => {
    start();
    expect(follow(href)).toBe(new URL(href, location.href).href);
  });

  test('changes nothing without consent to storage, and before anything is known', () => {
    start();
    allowed = ['measurement'];
    expect(follow('https://other.example/')).toBe('https://other.example/');
    allowed = ['storage'];
    state = undefined;
    expect(follow('https://other.example/')).toBe('https://other.example/');
  });

  test('changes nothing where no hosts are named', () => {
    start('');
    expect(follow('https://other.example/')).toBe('https://other.example/');
  });
});

describe('an arrival', () => {
  test('takes the visitor over, keeps who is logged in, and cleans the address bar', () => {
    const { pushState } = history;
    const pushed = vi.spyOn(history, 'pushState').mockImplementation(pushState);
    history.replaceState({ mine: 1 }, '', `/a?b=c#tt=${tokenHere()}`);
    from('https://www.other.example/');
    state = { ...own, u: 'u1', f: 2 };
    start();
    expect(state).toEqual({ ...theirs, l: Date.now(), u: 'u1', f: 2 });
    expect(location.pathname + location.search + location.hash).toBe('/a?b=c');
    expect(history.state).toEqual({ mine: 1 });
    expect(pushed).not.toHaveBeenCalled();
  });

  test.each([
    ['/#/cart?tt=X', '/#/cart'],
    ['/#/cart?a=b&tt=X', '/#/cart?a=b'],
    ['/?tt=X', '/'],
    ['/?tt=X&a=b%20c', '/?a=b%20c'],
    ['/?a=b&tt=X#/r', '/?a=b#/r'],
    ['/?a=b&tt=X&c=d#tt=Y', '/?a=b&c=d'],
    ['/?att=X#btt=Y', '/?att=X#btt=Y'],
  ])('at %s leaves %s', (arrived, left) => {
    history.replaceState(null, '', arrived);
    start();
    expect(location.href.slice(location.origin.length)).toBe(left);
  });

  test.each<[string, () => void]>([
    ['no referrer', () => from('')],
    ['a referrer that is no host of the site', () => from('https://evil.example/other.example')],
    ['no consent to storage', () => (allowed = ['measurement'])],
    ['a token of long ago', () => vi.setSystemTime(Date.now() + 120_000)],
  ])('with %s stays who it is, and cleans the address bar all the same', (_, but) => {
    from('https://other.example/');
    history.replaceState(null, '', `/#tt=${tokenHere()}`);
    but();
    start();
    expect(state).toBe(own);
    expect(location.hash).toBe('');
  });

  test.each([
    ['made for another host', tokenHere(undefined, 'third.example')],
    ['that is no token', 'x.y'],
  ])('with a token %s stays who it is', (_, token) => {
    from('https://other.example/');
    history.replaceState(null, '', `/#tt=${token}`);
    start();
    expect(state).toBe(own);
  });
});

describe('a link from a mail', () => {
  beforeEach(() => {
    vi.spyOn(performance, 'getEntriesByType').mockReturnValue([
      {
        name: 'https://s.example/offer?utm_source=mail&tt=0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e',
      } as never,
    ]);
  });

  test('is stated once, after the page view', () => {
    start();
    expect(recorded).toEqual([]);
    for (const view of views) view();
    for (const view of views) view();
    expect(recorded).toEqual([
      {
        type: 'identify',
        name: 'link.opened',
        props: { token: '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e' },
      },
    ]);
  });

  test.each(['ada@example.org', '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5ef', ''])(
    'is not, when it carries anything but a UUID: %s',
    (token) => {
      vi.mocked(performance.getEntriesByType).mockReturnValue([
        { name: `https://s.example/?tt=${token}` } as never,
      ]);
      start();
      for (const view of views) view();
      expect(recorded).toEqual([]);
    },
  );

  test('is stated when identification is allowed, not before', () => {
    allowed = ['measurement', 'storage'];
    start();
    for (const view of views) view();
    expect(recorded).toEqual([]);
    allowed.push('identification');
    for (const view of views) view();
    expect(recorded).toHaveLength(1);
  });
});

test('a link printed for many is a touch, and needs no consent to identification', () => {
  const token = '0193bd4e-7c2a-8d3e-9f00-5f1b2a3c4d5e';
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([
    { name: `https://s.example/?tt=${token}` } as never,
  ]);
  allowed = ['measurement', 'storage'];
  start();
  for (const view of views) view();
  expect(recorded).toEqual([{ type: 'touch', name: 'link.opened', props: { token } }]);
});

test('everything is there under the name that leaves it out', () => {
  expect(everything).toEqual({ linker });
});
