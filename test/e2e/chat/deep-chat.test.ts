import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';
import { deepChatBackEnd } from './backends/deep-chat.ts';
import { serveChats } from './chat-server.ts';
import type { ChatServer } from './chat-server.ts';
import { canary, namesOf, newChatter, steps, tags } from './chatter.ts';

let rig: Rig;
let server: ChatServer;
const html = (history: string) => `<!doctype html><html lang="en"><head><title>Shop</title>
  ${tags(rig, 'deep-chat')}
  <!-- As a tag manager may have it: the same adapter again. -->
  <script src="/sdk/t.chat-deep-chat.js"></script><script src="/sdk/t.chat-connect.js"></script>
  <script type="module" src="/modules/deep-chat/dist/deepChat.bundle.js"></script></head>
  <body><deep-chat connect='{"url":"/deep-chat"}' introMessage='{"text":"Hello"}'
    history='${history}'></deep-chat></body></html>`;

beforeAll(async () => {
  rig = await openRig();
  server = await serveChats();
  server.answers.push(deepChatBackEnd);
  server.pages.set('/first', html('[]'));
  server.pages.set(
    '/second',
    html(
      JSON.stringify([
        { role: 'user', text: canary },
        { role: 'ai', text: canary },
      ]),
    ),
  );
});
afterAll(async () => {
  await server?.close();
  await rig?.close();
});

test('typed into a shadow root: the talk is told once each, on two pages, without a word', async () => {
  const chatter = await newChatter(rig);
  const { page } = chatter;
  const say = async (text: string, answer: string) => {
    await page.locator('#text-input').click();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await page.getByText(answer).last().waitFor();
  };
  await page.goto(`${server.origin}/first`);
  await say(canary, `You said: ${canary}`);
  await say('A person please', 'You said: A person please');
  await chatter.stored(5);
  await page.goto(`${server.origin}/second`);
  await page.getByText(canary).first().waitFor();
  await say('Are you still there', 'You said: Are you still there');
  const rows = await chatter.stored(7);
  expect(namesOf(rows)).toEqual([
    'conversation_started',
    'message_sent',
    'message_received',
    'message_sent',
    'message_received',
    'message_sent',
    'message_received',
  ]);
  expect(steps(rows)).toEqual(['conversation_started']);
  expect(rows.every((row) => row.channel === 'chat')).toBe(true);
  expect(rows.every((row) => row.touchpoint === 'chat.deep-chat')).toBe(true);
  expect(rows[2]!.props).toContain('bot');
  expect(rows[4]!.props).toContain('agent');
  expect(rows[2]!.props).toContain('reply_latency_ms');
  await chatter.nowhere();
  await chatter.close();
});
