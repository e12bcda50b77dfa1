// @vitest-environment happy-dom
import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { useVisitor } from '../testing/visitor.ts';
import type { Touchtrail } from '../types.ts';
import type { ChatEventName } from './adapter.ts';
import { autoDetectChat, connectChat } from './connect.ts';
import type { ChatOptions } from './connect.ts';
import { lengthBucket, markOf, refOf } from './measure.ts';
import { says } from './testing/says.ts';

const all = { measurement: true, storage: true };
const visitor = useVisitor();
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
let ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends) end();
  ends = [];
  sessionStorage.clear();
});

const start = (options?: ChatOptions, consent: object | null = all) => {
  const touchtrail = visitor.create();
  const widget = says();
  ends.push(connectChat(touchtrail, widget, options));
  if (consent) touchtrail.consent(consent);
  return { touchtrail, widget, say: widget.say };
};
const arrived = () => visitor.events().filter((event) => event.name.startsWith('chat.'));
/** Events of chats that arrived, once no more of them do. */
const chats = async (touchtrail: Touchtrail) => {
  for (let before = -1, still = 0; still < 4; before = arrived().length) {
    await settle();
    await touchtrail.flush();
    still = arrived().length === before ? still + 1 : 0;
  }
  return arrived();
};
const names = async (touchtrail: Touchtrail) =>
  (await chats(touchtrail)).map((event) => event.name.slice(5));

describe('what is recorded', () => {
  test('touches, interactions and feedback', async () => {
    const { touchtrail, say } = start({ version: '2.1' });
    say('opened');
    say('form_submitted', { form: 'prechat' });
    say('message_sent', { author: 'visitor' }, 'Where is my parcel?');
    say('agent_joined', { author: 'agent', id: 'a1' });
    say('message_received', { author: 'agent', attachment: true }, 'On its way');
    say('link_clicked');
    say('agent_left', { author: 'agent', id: 'a1' });
    say('rating_given', { rating: 4, scale: 'csat' });
    say('conversation_ended');
    say('closed');
    const events = await chats(touchtrail);
    expect(events.map(({ name, type = 'touch' }) => `${name.slice(5)} ${type}`)).toEqual([
      'opened touch',
      'form_submitted touch',
      'conversation_started touch',
      'message_sent interaction',
      'agent_joined touch',
      'message_received interaction',
      'link_clicked interaction',
      'agent_left interaction',
      'rating_given feedback',
      'conversation_ended touch',
      'closed interaction',
    ]);
    expect(events.find(({ name }) => name === 'chat.rating_given')).toMatchObject({
      rating: 4,
      ratingScale: 'csat',
      channel: 'chat',
      touchpoint: 'chat.acme',
    });
    expect(events[3]!.props).toEqual({
      widget: 'acme',
      adapter: 'acme@1',
      widget_version: '2.1',
      author_type: 'visitor',
      message_index: 1,
      length_bucket: '1-20',
      confidence: 'api',
    });
    expect(events[5]!.props).toMatchObject({
      author_type: 'agent',
      message_index: 2,
      has_attachment: true,
      reply_latency_ms: expect.any(Number),
    });
  });

  test('messages are touches where they are asked to be; the touchpoint has another name', async () => {
    const { touchtrail, say } = start({ messages: 'touch', touchpoint: 'chat.support' });
    say('message_sent', { author: 'visitor' }, 'Hello');
    const events = await chats(touchtrail);
    expect(events.map(({ type, touchpoint }) => [type, touchpoint])).toEqual([
      ['touch', 'chat.support'],
      ['touch', 'chat.support'],
    ]);
  });

  test('the latency is of the first answer to the first question that was open', async () => {
    const { touchtrail, say } = start();
    say('message_received', { author: 'bot' });
    say('message_sent', { author: 'visitor' });
    say('message_sent', { author: 'visitor' });
    say('message_received', { author: 'system' });
    say('message_received', { author: 'bot' });
    say('message_received', { author: 'bot' });
    const latencies = (await chats(touchtrail))
      .filter(({ name }) => name === 'chat.message_received')
      .map(({ props }) => typeof props!['reply_latency_ms']);
    expect(latencies).toEqual(['undefined', 'undefined', 'number', 'undefined']);
  });

  test('a conversation is named by a salted hash, and what waits for it stays in order', async () => {
    const { touchtrail, say } = start({ site: 'wk_a' });
    say('opened');
    say('conversation_started', { conversation: 'secret-7' });
    say('message_sent', { conversation: 'secret-7' });
    say('closed');
    const events = await chats(touchtrail);
    expect(events.map(({ name }) => name.slice(5))).toEqual([
      'opened',
      'conversation_started',
      'message_sent',
      'closed',
    ]);
    const ref = events[1]!.props!['conversation_ref'];
    expect(ref).toMatch(/^[0-9a-f]{16}$/);
    expect(ref).toBe(await refOf('wk_a', 'secret-7'));
    expect(ref).not.toBe(await refOf('wk_b', 'secret-7'));
    expect(JSON.stringify(visitor.requests)).not.toContain('secret-7');
  });
});

describe('once each', () => {
  test('history played again, the same id, a window that is told open twice', async () => {
    const { touchtrail, say } = start();
    const talk = () => {
      say('opened');
      say('opened');
      say('conversation_started');
      say('message_sent', { id: 1 });
      say('message_received', { id: 2 });
    };
    talk();
    talk();
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    talk();
    say('message_sent', { id: 0, replay: true });
    say('message_sent', { id: 0 });
    expect(await names(touchtrail)).toEqual([
      'opened',
      'conversation_started',
      'message_sent',
      'message_received',
    ]);
  });

  test('two adapters of one widget, and one again after the end', async () => {
    const { touchtrail, widget, say } = start();
    const second = says();
    ends.push(connectChat(touchtrail, second));
    expect(second.connected).toBe(0);
    say('opened');
    ends[0]!();
    expect(widget.until.aborted).toBe(true);
    say('closed');
    ends.push(connectChat(touchtrail, second));
    expect(second.connected).toBe(1);
    expect(await names(touchtrail)).toEqual(['opened']);
  });

  test('on the next page of the tab the conversation goes on, with consent to storage', async () => {
    const first = start();
    first.say('opened');
    first.say('message_sent', { id: 1 });
    await chats(first.touchtrail);
    ends.pop()!();
    const second = start();
    await second.touchtrail.flush();
    second.say('message_sent', { id: 1 });
    second.say('message_sent', { id: 2 });
    const events = (await chats(second.touchtrail)).slice(3);
    expect(events.map(({ name, props }) => [name, props!['message_index']])).toEqual([
      ['chat.message_sent', 2],
    ]);
    second.touchtrail.consent('deny');
    expect(sessionStorage.length).toBe(0);
  });

  test('without consent to storage nothing outlives the page', async () => {
    const { touchtrail, say } = start({}, { measurement: true });
    say('message_sent', { id: 1 });
    expect(await names(touchtrail)).toEqual(['conversation_started', 'message_sent']);
    expect(sessionStorage.length).toBe(0);
  });

  test('whatever is told, however often: what opens closes, and only what began ends', async () => {
    const happenings: ChatEventName[] = [
      'opened',
      'closed',
      'conversation_started',
      'conversation_ended',
      'message_sent',
      'message_received',
    ];
    const { touchtrail, widget } = start();
    const queued: string[] = [];
    touchtrail.on('queued', ({ name }) => void queued.push(name.slice(5)));
    let run = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...happenings), fc.integer({ min: 0, max: 3 }))),
        (list) => {
          ends.pop()!();
          const other = says(`acme${run++}`);
          ends.push(connectChat(touchtrail, other));
          queued.length = 0;
          for (const [name, id] of list) other.say(name, name[0] === 'm' ? { id: `${id}` } : {});
          const marks = queued.filter((name) => /opened|closed/.test(name));
          for (const [at, name] of marks.entries()) {
            expect(name).toBe(at % 2 ? 'closed' : 'opened');
          }
          const talk = queued.filter((name) => name.startsWith('conv'));
          for (const [at, name] of talk.entries()) {
            expect(name).toBe(at % 2 ? 'conversation_ended' : 'conversation_started');
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(widget.until.aborted).toBe(true);
  });
});

describe('consent', () => {
  test('before it nothing is recorded or counted; afterwards the conversation begins', async () => {
    const { touchtrail, say } = start({}, null);
    say('opened');
    say('conversation_started');
    say('message_sent', { id: 1 }, 'Early');
    touchtrail.consent(all);
    say('message_sent', { id: 2 }, 'Later');
    const events = await chats(touchtrail);
    expect(events.map(({ name, props }) => [name.slice(5), props!['message_index']])).toEqual([
      ['conversation_started', undefined],
      ['message_sent', 1],
    ]);
  });

  test('words only when asked for, allowed, and scrubbed', async () => {
    const said = 'Write to jane@example.com about my knee';
    const cases = [
      [{}, { ...all, content: true }, undefined],
      [{ captureText: true }, all, undefined],
      [{ captureText: true }, { ...all, content: true }, expect.stringContaining('about my knee')],
    ] as const;
    for (const [options, consent, text] of cases) {
      const { touchtrail, say } = start(options, consent);
      say('opened');
      say('message_sent', { author: 'visitor' }, said);
      const sent = (await chats(touchtrail)).findLast(({ name }) => name === 'chat.message_sent');
      expect(sent!.props!['text']).toEqual(text);
      expect(sent!.props!['length_bucket']).toBe('21-80');
      ends.pop()!();
      sessionStorage.clear();
    }
    expect(JSON.stringify(visitor.requests)).not.toContain('jane@');
  });

  test('what a vendor hands over that is no text is never sent, whatever it says', async () => {
    const { touchtrail, say } = start({ captureText: true }, { ...all, content: true });
    say('message_sent', { conversation: { knee: 1 }, id: { knee: 1 } }, { text: 'my knee' });
    expect(await names(touchtrail)).toContain('message_sent');
    expect(JSON.stringify(visitor.requests)).not.toContain('knee');
  });
});

describe('finding widgets', () => {
  test('only those that are there are connected, also when they come later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const [now, later, never] = [says('now'), says('later'), says('never')];
    later.here = never.here = false;
    const end = autoDetectChat(visitor.create(), [now, later, never]);
    expect([now.connected, later.connected, never.connected]).toEqual([1, 0, 0]);
    later.here = true;
    vi.advanceTimersByTime(250);
    end();
    never.here = true;
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    expect([now.connected, later.connected, never.connected]).toEqual([1, 1, 0]);
    expect([now.until.aborted, later.until.aborted]).toEqual([true, true]);
  });

  test('what the stub of the SDK returns can be ended too', async () => {
    const end = vi.fn();
    const stub = { on: () => Promise.resolve(end), touch() {} } as unknown as Touchtrail;
    connectChat(stub, says('stubbed'))();
    await settle();
    expect(end).toHaveBeenCalledTimes(2);
  });

  test('an adapter that throws harms nobody', () => {
    const broken = says('broken');
    broken.connect = () => {
      throw new Error('vendor');
    };
    expect(() => ends.push(connectChat(visitor.create(), broken))).not.toThrow();
  });
});

test('lengths as ranges', () => {
  expect([0, 1, 20, 21, 80, 81, 200, 201, 500, 501].map(lengthBucket)).toEqual([
    '0',
    '1-20',
    '1-20',
    '21-80',
    '21-80',
    '81-200',
    '81-200',
    '201-500',
    '201-500',
    '501+',
  ]);
});

test('marks differ where texts do', () => {
  // Published test vectors of FNV-1a, 32 bits.
  expect(markOf('')).toBe((0x811c9dc5).toString(36));
  expect(markOf('foobar')).toBe((0xbf9cf968).toString(36));
});
