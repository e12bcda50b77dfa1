// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FeedbackOptions, Purpose, Touchtrail } from '../types.ts';
import { connectFeedback } from './connect.ts';
import type { ConnectFeedbackOptions, FeedbackConnection } from './connect.ts';
import type { FeedbackRule } from './rule.ts';

const rule: FeedbackRule = { key: 'ease', touchpoint: 'checkout.done', kind: 'ces' };

let listeners: [string, (detail: never) => void][];
let given: FeedbackOptions[];
let connections: FeedbackConnection[];
let clock: number;
const touchtrail: Pick<Touchtrail, 'on' | 'feedback'> = {
  on(signal, listener) {
    const entry: (typeof listeners)[number] = [signal, listener as never];
    listeners.push(entry);
    return () => {
      listeners = listeners.filter((one) => one !== entry);
    };
  },
  feedback: (options) => void given.push(options),
};
const say = (signal: string, detail: unknown) => {
  for (const [wanted, hear] of listeners) if (wanted === signal) hear(detail as never);
};
const allow = (...purposes: Purpose[]) => say('consent', { purposes });
const happen = (touchpoint: string, name = 'page.viewed', type = 'touch') =>
  say('queued', { id: 'e', type, name, touchpoint });
const connect = (rules: FeedbackRule[], options: ConnectFeedbackOptions = {}) => {
  const connection = connectFeedback(touchtrail, rules, { now: () => clock, ...options });
  connections.push(connection);
  return connection;
};
const host = () => document.querySelector('touchtrail-feedback');
const find = <E extends HTMLElement>(selector: string) =>
  host()!.shadowRoot!.querySelector<E>(selector)!;
const close = () => find('.x').click();
const choose = (value: number) => {
  find<HTMLInputElement>(`input[value="${value}"]`).checked = true;
};
const send = () => find<HTMLFormElement>('form').requestSubmit();

const comment = () => find<HTMLElement>('.c');
const write = (text: string) => {
  find<HTMLTextAreaElement>('textarea').value = text;
};

beforeEach(() => {
  vi.useFakeTimers();
  listeners = [];
  given = [];
  connections = [];
  clock = 1_800_000_000_000;
  localStorage.clear();
  document.head.innerHTML = '';
  document.documentElement.lang = 'en';
});
afterEach(() => {
  for (const connection of connections) connection.disconnect();
  expect(host()).toBeNull();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('when it is asked', () => {
  test('after the delay, at its touchpoint only, and never before consent', () => {
    connect([{ ...rule, delayMs: 500 }]);
    happen('checkout.done');
    vi.advanceTimersByTime(10_000);
    expect(host()).toBeNull();
    allow('storage');
    happen('checkout.done');
    vi.advanceTimersByTime(10_000);
    expect(host()).toBeNull();
    allow('measurement');
    happen('checkout');
    happen('checkout.done', 'page.left', 'interaction');
    happen('checkout.done', 'feedback.given', 'feedback');
    vi.advanceTimersByTime(10_000);
    expect(host()).toBeNull();
    happen('checkout.done');
    vi.advanceTimersByTime(499);
    expect(host()).toBeNull();
    vi.advanceTimersByTime(1);
    expect(host()).not.toBeNull();
  });

  test('about a page that was there first, once consent is known by any event', () => {
    document.head.innerHTML = '<meta name="touchtrail:touchpoint" content="checkout.done">';
    connect([rule]);
    say('queued', {
      id: 'e',
      type: 'interaction',
      name: 'link.clicked',
      consent: { purposes: ['measurement'] },
    });
    vi.advanceTimersByTime(3_000);
    expect(host()).not.toBeNull();
  });

  test('only after the event that the rule names', () => {
    connect([{ ...rule, event: 'order.placed' }]);
    allow('measurement');
    happen('checkout.done');
    vi.advanceTimersByTime(3_000);
    expect(host()).toBeNull();
    happen('checkout.done', 'order.placed', 'conversion');
    vi.advanceTimersByTime(3_000);
    expect(host()).not.toBeNull();
  });

  test('not of somebody who has gone on to another page meanwhile', () => {
    connect([rule]);
    allow('measurement');
    happen('checkout.done');
    happen('home');
    vi.advanceTimersByTime(10_000);
    expect(host()).toBeNull();
  });

  test('one at a time: the other comes at another occasion', () => {
    connect([rule, { ...rule, key: 'nps', kind: 'nps' }]);
    connect([{ ...rule, key: 'again' }]);
    allow('measurement');
    happen('checkout.done');
    vi.advanceTimersByTime(10_000);
    expect(document.querySelectorAll('touchtrail-feedback')).toHaveLength(1);
    expect(find('legend').textContent).toContain('easy');
    close();
    happen('checkout.done');
    vi.advanceTimersByTime(10_000);
    expect(find('legend').textContent).toContain('recommend');
  });

  test('once in so many days, remembered on the device only with consent to storage', () => {
    const day = 86_400_000;
    const visit = (days: number, ...purposes: Purpose[]) => {
      clock += days * day;
      connect([{ ...rule, everyDays: 30 }]);
      allow(...purposes);
      happen('checkout.done');
      vi.advanceTimersByTime(3_000);
      const shown = !!host();
      connections.pop()!.disconnect();
      listeners = [];
      return shown;
    };
    expect([visit(0, 'measurement'), visit(0, 'measurement')]).toEqual([true, true]);
    expect(localStorage).toHaveLength(0);
    const all = ['measurement', 'storage'] as const;
    expect([visit(0, ...all), visit(29, ...all), visit(1, ...all)]).toEqual([true, false, true]);
    expect(Object.keys(localStorage)).toEqual(['touchtrail:feedback']);
    allow();
    connect([rule]);
    allow();
    expect(localStorage).toHaveLength(0);
  });

  test('a share of people, and who was not drawn is not drawn again the next minute', () => {
    const random = vi.fn(() => 0.2);
    connect([{ ...rule, share: 0.2 }], { random });
    allow('measurement', 'storage');
    for (let view = 0; view < 5; view++) {
      happen('checkout.done');
      vi.advanceTimersByTime(3_000);
    }
    expect(host()).toBeNull();
    expect(random).toHaveBeenCalledTimes(1);
    clock += 90 * 86_400_000;
    random.mockReturnValue(0.19);
    happen('checkout.done');
    vi.advanceTimersByTime(3_000);
    expect(host()).not.toBeNull();
  });

  test('by a button of the page at any time, but for consent and a question that is open', () => {
    const connection = connect([{ ...rule, share: 0 }]);
    expect(connection.ask('ease')).toBe(false);
    allow('measurement');
    expect([connection.ask('unknown'), connection.ask('ease'), connection.ask('ease')]).toEqual([
      false,
      true,
      false,
    ]);
    close();
    expect(connection.ask('ease')).toBe(true);
  });

  test('taking consent back takes it off the page, and what was waiting too', () => {
    connect([rule, { ...rule, key: 'later', touchpoint: 'home' }]);
    allow('measurement');
    happen('checkout.done');
    vi.advanceTimersByTime(3_000);
    happen('home');
    allow();
    expect(host()).toBeNull();
    vi.advanceTimersByTime(10_000);
    expect(host()).toBeNull();
    expect(given).toEqual([]);
  });
});

describe('what is asked and sent', () => {
  test.each([
    ['scale10', '12345678910', 'very bad'],
    ['nps', '012345678910', 'not at all likely'],
    ['csat', '12345', 'very dissatisfied'],
    ['ces', '1234567', 'very difficult'],
    ['thumbs', '10', 'No'],
  ] as const)('%s', (kind, values, low) => {
    const connection = connect([{ ...rule, kind }]);
    allow('measurement');
    connection.ask('ease');
    const inputs = [...host()!.shadowRoot!.querySelectorAll('input')];
    expect(inputs.map(({ value }) => value).join('')).toBe(values);
    expect(find('form').textContent).toContain(low);
    choose(1);
    send();
    expect(given).toEqual([
      { rating: 1, scale: kind, touchpoint: 'checkout.done', props: { question: 'ease' } },
    ]);
    expect(find('[role=status]').textContent).toBe('Thank you for your answer.');
    vi.advanceTimersByTime(6_000);
    expect(host()).toBeNull();
  });

  test('nothing without an answer, which is said', () => {
    const connection = connect([rule]);
    allow('measurement');
    connection.ask('ease');
    send();
    expect(given).toEqual([]);
    expect(find('[role=status]').textContent).toBe('Please choose an answer first.');
  });

  test('words with consent to content only, and they are gone when that is taken back', () => {
    const connection = connect([
      { ...rule, comment: true },
      { ...rule, key: 'silent' },
    ]);
    allow('measurement');
    connection.ask('ease');
    expect(comment().hidden).toBe(true);
    allow('measurement', 'content');
    expect(comment().hidden).toBe(false);
    write('canary');
    allow('measurement');
    expect(comment().hidden).toBe(true);
    choose(2);
    send();
    expect(JSON.stringify(given)).not.toContain('canary');
    close();
    allow('measurement', 'content');
    connection.ask('silent');
    expect(comment().hidden).toBe(true);
    close();
    connection.ask('ease');
    write('  It was fine.  ');
    choose(7);
    send();
    expect(given.at(-1)).toMatchObject({ rating: 7, comment: 'It was fine.' });
  });

  test('in German on a German page, and in the words of the page', () => {
    document.documentElement.lang = 'de-AT';
    const connection = connect(
      [rule, { ...rule, key: 'own', texts: { question: 'War der Kauf leicht?' } }],
      { texts: { send: 'Ab damit' } },
    );
    allow('measurement');
    connection.ask('ease');
    expect(find('[role=dialog]').lang).toBe('de');
    expect(find('legend').textContent).toBe('Wie einfach war das für Sie?');
    expect(find('form button').textContent).toBe('Ab damit');
    close();
    connection.ask('own');
    expect(find('legend').textContent).toBe('War der Kauf leicht?');
  });

  test('a rule that makes no sense is left out with the reason', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const connection = connect([
      { ...rule, kind: 'stars' as never },
      { ...rule, key: 'half', share: 50 },
      { ...rule, key: 'nowhere', touchpoint: '' },
    ]);
    allow('measurement');
    expect(connection.ask('ease') || connection.ask('half') || connection.ask('nowhere')).toBe(
      false,
    );
    expect(warn.mock.calls.map(([text]) => text as string)).toEqual([
      '[touchtrail] feedback rule ease is left out: it needs a kind out of scale10, nps, csat, ces, thumbs.',
      '[touchtrail] feedback rule half is left out: it needs a share from 0 to 1.',
      '[touchtrail] feedback rule nowhere is left out: it needs a key and a touchpoint.',
    ]);
  });
});
