import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../browser/launch.ts';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';
import { rocketChatBackEnd } from './backends/rocket-chat.ts';
import { serveChats } from './chat-server.ts';
import type { ChatServer } from './chat-server.ts';
import { canary, namesOf, newChatter, steps, tags } from './chatter.ts';

let rig: Rig;
let server: ChatServer;
const index = path.resolve(
  import.meta.dirname,
  '../../node_modules/@rocket.chat/livechat/build/index.html',
);

beforeAll(async () => {
  rig = await openRig();
  server = await serveChats();
  rocketChatBackEnd(server);
  server.pages.set('/livechat', readFileSync(index, 'utf8'));
  // The page is on localhost, the widget's frame on 127.0.0.1: another site.
  const frame = `${server.elsewhere}/livechat?serverUrl=${server.elsewhere}`;
  server.pages.set(
    '/shop',
    `<!doctype html><html lang="en"><head><title>Shop</title>
      <script>
        (function (w, d, s, u) {
          w.RocketChat = function (c) { w.RocketChat._.push(c); };
          w.RocketChat._ = []; w.RocketChat.url = u;
          const j = d.createElement(s); j.async = true;
          j.src = '/livechat/rocketchat-livechat.min.js';
          d.head.append(j);
        })(window, document, 'script', '${frame}');
      </script>${tags(rig, 'rocket-chat')}</head><body><h1>Shop</h1></body></html>`,
  );
});
afterAll(async () => {
  await server?.close();
  await rig?.close();
});

/** What a browser that lets no third party store anything does in the frame. */
const blockStorage = `if (location.hostname === '127.0.0.1') {
  const deny = { get() { throw new DOMException('Access is denied', 'SecurityError'); } };
  Object.defineProperty(window, 'localStorage', deny);
  Object.defineProperty(window, 'sessionStorage', deny);
  Object.defineProperty(document, 'cookie', deny);
}`;

describe('in a frame of another site', () => {
  test('storage apart: open, form, agent, talk, end, close, in order and once each', async () => {
    // The test tool switches features off that people have; another list takes the place of its own.
    const browser = await launch({
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-features=None'],
    });
    const chatter = await newChatter({ ...rig, browser });
    try {
      const { page } = chatter;
      await page.goto(`${server.origin}/shop`);
      const frame = page.frameLocator('#rocketchat-iframe');
      await frame.getByRole('button').first().click();
      await frame.locator('input[name="name"]').fill('Jane knee');
      await frame.locator('input[name="email"]').fill('jane.knee@example.com');
      await frame.locator('button[type="submit"], form button').first().click();
      const box = frame.locator('[contenteditable]');
      const say = async (text: string) => {
        await box.click();
        await page.keyboard.type(text);
        await page.keyboard.press('Enter');
      };
      await say(canary);
      await frame.getByText(`Anna heard: ${canary}`).first().waitFor();
      await chatter.stored(4);
      // The widget leaves the talk for a page of its own.
      await say('Goodbye');
      await chatter.stored(5);
      await frame.getByLabel(/minimi[sz]e/i).click({ timeout: 5_000 });
      const rows = await chatter.stored(6);
      expect(steps(rows)).toEqual([
        'opened',
        'form_submitted',
        'agent_joined',
        'conversation_started',
        'conversation_ended',
      ]);
      expect(namesOf(rows).at(-1)).toBe('closed');
      await chatter.nowhere();
    } finally {
      await chatter.close();
      await browser.close();
    }
  });

  test('storage blocked: the widget stays empty, the page and the journey go on', async () => {
    const chatter = await newChatter(rig);
    await chatter.context.addInitScript(blockStorage);
    const errors: string[] = [];
    chatter.page.on('pageerror', (error) => errors.push(error.message));
    await chatter.page.goto(`${server.origin}/shop`);
    await chatter.page.waitForFunction('RocketChat.livechat');
    await chatter.page.evaluate("touchtrail.touch('chat.asked_elsewhere')");
    const rows = await chatter.stored(1);
    const frame = chatter.page.frameLocator('#rocketchat-iframe');
    expect(await frame.locator('button').count()).toBe(0);
    expect(namesOf(rows)).toEqual(['asked_elsewhere']);
    expect(errors.filter((error) => /touchtrail/.test(error))).toEqual([]);
    await chatter.close();
  });
});
