import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';
import { n8nBackEnd } from './backends/n8n.ts';
import { serveChats } from './chat-server.ts';
import type { ChatServer } from './chat-server.ts';
import { canary, namesOf, newChatter, steps, tags } from './chatter.ts';
import type { Chatter, ChatRow } from './chatter.ts';
import { n8nChat, packedFiles } from './packed-files.ts';

let rig: Rig;
let server: ChatServer;

/** The widget comes two seconds after the page: the adapter has looked for it in vain by then. */
const html = (webhook: string, options: string) => `<!doctype html><html lang="en"><head>
  <title>Shop</title>${tags(rig, 'n8n')}
  <!-- As a tag manager may have it: the same adapter again. -->
  <script src="/sdk/t.chat-n8n.js"></script><script src="/sdk/t.chat-connect.js"></script>
  <link rel="stylesheet" href="/n8n.css"><script src="/n8n.js"></script></head>
  <body><h1>Shop</h1><script>
    addEventListener('load', () => setTimeout(() => N8nChat.createChat({
      webhookUrl: location.origin + '${webhook}', ${options} ...touchtrailN8n.callbacks,
    }), 2_000));
  </script></body></html>`;

beforeAll(async () => {
  rig = await openRig();
  server = await serveChats();
  server.answers.push(n8nBackEnd());
  const [script, style] = await packedFiles(n8nChat);
  server.files.set('/n8n.js', script!).set('/n8n.css', style!);
  server.pages.set('/shop', html('/webhook/chat', ''));
  server.pages.set('/stream', html('/webhook/stream', 'enableStreaming: true,'));
});
afterAll(async () => {
  await server?.close();
  await rig?.close();
});

const toggle = ({ page }: Chatter) => page.locator('.chat-window-toggle').click();
const say = async ({ page }: Chatter, text: string, answer: string) => {
  await page.locator('[data-test-id="chat-input"]').fill(text);
  await page.keyboard.press('Enter');
  await page.getByText(`${answer}: ${text}`).waitFor();
};
const close = async (chatter: Chatter) => {
  await toggle(chatter);
  await chatter.page.locator('.chat-window').waitFor({ state: 'hidden' });
};
const propsOf = (row: ChatRow | undefined) =>
  JSON.parse(row?.props ?? '{}') as Record<string, unknown>;

test('a widget that comes late: open, talk, close; a reload with its history adds nothing', async () => {
  const chatter = await newChatter(rig);
  const { page } = chatter;
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${server.origin}/shop`);
  await toggle(chatter);
  await say(chatter, canary, 'The workflow heard');
  await close(chatter);
  const talk = ['opened', 'conversation_started', 'message_sent', 'message_received', 'closed'];
  expect(namesOf(await chatter.stored(5))).toEqual(talk);

  await page.reload();
  await page.getByText(`The workflow heard: ${canary}`).waitFor({ state: 'attached' });
  // What the history would tell were stored before this.
  await page.evaluate("touchtrail.touch('chat.history_seen')");
  expect(namesOf(await chatter.stored(6))).toEqual([...talk, 'history_seen']);

  await toggle(chatter);
  await say(chatter, 'Are you still there', 'The workflow heard');
  await close(chatter);
  const rows = await chatter.stored(10);
  expect(namesOf(rows)).toEqual([
    ...talk,
    'history_seen',
    // The window is shut on a new page; the conversation goes on.
    'opened',
    'message_sent',
    'message_received',
    'closed',
  ]);
  expect(steps(rows)).toEqual(['opened', 'conversation_started', 'history_seen', 'opened']);
  const ours = rows.filter(({ name }) => name !== 'chat.history_seen');
  expect(new Set(ours.map(({ channel }) => channel))).toEqual(new Set(['chat']));
  expect(new Set(ours.map(({ touchpoint }) => touchpoint))).toEqual(new Set(['chat.n8n']));
  expect(propsOf(rows[0])).toMatchObject({ widget: 'n8n', confidence: 'dom' });
  expect(propsOf(rows[2])).toMatchObject({ author_type: 'visitor', length_bucket: '21-80' });
  expect(propsOf(rows[3])).toMatchObject({
    author_type: 'bot',
    confidence: 'api',
    length_bucket: '21-80',
    message_index: 2,
    reply_latency_ms: expect.any(Number),
  });
  expect(propsOf(rows[8])).toMatchObject({ author_type: 'bot', message_index: 4 });
  expect(errors).toEqual([]);
  await chatter.nowhere();
  await chatter.close();
});

test('an answer that is streamed by two nodes is two messages, and its end is none', async () => {
  const chatter = await newChatter(rig);
  await chatter.page.goto(`${server.origin}/stream`);
  await toggle(chatter);
  await say(chatter, canary, 'The second node heard');
  await close(chatter);
  const rows = await chatter.stored(6);
  expect(namesOf(rows)).toEqual([
    'opened',
    'conversation_started',
    'message_sent',
    'message_received',
    'message_received',
    'closed',
  ]);
  expect(propsOf(rows[3])).toMatchObject({ length_bucket: '21-80', message_index: 2 });
  await chatter.nowhere();
  await chatter.close();
});
