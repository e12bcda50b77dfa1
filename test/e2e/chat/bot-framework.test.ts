import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleApi, eventually } from '../browser/console-api.ts';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';
import { directLineBackEnd } from './backends/direct-line.ts';
import { serveChats } from './chat-server.ts';
import type { ChatServer } from './chat-server.ts';
import { canary, newChatter, namesOf, steps, tags } from './chatter.ts';
import { packedFiles, webChat } from './packed-files.ts';

let rig: Rig;
let server: ChatServer;

beforeAll(async () => {
  rig = await openRig();
  server = await serveChats();
  server.answers.push(directLineBackEnd());
  const [script] = await packedFiles(webChat);
  server.files.set('/web-chat.js', script!);
  // The host's own launcher, and a rating as an event of its own.
  server.pages.set(
    '/shop',
    `<!doctype html><html lang="en"><head><title>Shop</title>${tags(rig, 'bot-framework')}
      <script src="/web-chat.js"></script></head><body>
      <button id="open">Chat</button><button id="rate">Five stars</button>
      <button id="close">Close</button><div id="chat" style="height:400px"></div>
      <script>
        const widget = touchtrailBotFramework;
        const store = WebChat.createStore({}, widget.middleware);
        document.getElementById('open').onclick = () => {
          widget.opened();
          const kept = sessionStorage.getItem('talk') ?? undefined;
          const directLine = WebChat.createDirectLine({ domain: location.origin + '/directline/v3',
            webSocket: false, pollingInterval: 200, token: 'x', conversationId: kept });
          directLine.connectionStatus$.subscribe((status) => {
            if (status === 2) sessionStorage.setItem('talk', directLine.conversationId);
          });
          WebChat.renderWebChat({ directLine, store, userID: 'dl_1' }, document.getElementById('chat'));
        };
        document.getElementById('rate').onclick = () =>
          store.dispatch({ type: 'WEB_CHAT/SEND_EVENT', payload: { name: 'rating', value: 5 } });
        document.getElementById('close').onclick = () => widget.closed();
      </script></body></html>`,
  );
});
afterAll(async () => {
  await server?.close();
  await rig?.close();
});

test('open, talk to the bot, hand over, rate, end, close; the history played again adds nothing', async () => {
  const chatter = await newChatter(rig);
  const { page } = chatter;
  const say = async (text: string) => {
    await page.locator('[data-id="webchat-sendbox-input"]').fill(text);
    await page.keyboard.press('Enter');
    await page.getByText(`The bot heard: ${text}`).first().waitFor();
  };
  await page.goto(`${server.origin}/shop`);
  await page.click('#open');
  await say(canary);
  await say('A person please');
  await chatter.stored(7);
  await page.reload();
  await page.click('#open');
  await page.getByText(`The bot heard: ${canary}`).first().waitFor();
  await page.click('#rate');
  await say('Goodbye');
  await page.click('#close');
  const rows = await chatter.stored(13);
  // A page that is left closes nothing: the window opens again on the next.
  expect(steps(rows)).toEqual([
    'opened',
    'conversation_started',
    'agent_joined',
    'opened',
    'rating_given',
    'conversation_ended',
  ]);
  expect(namesOf(rows).filter((name) => name.startsWith('message'))).toEqual([
    'message_sent',
    'message_received',
    'message_sent',
    'message_received',
    'message_sent',
    'message_received',
  ]);
  expect(namesOf(rows).at(-1)).toBe('closed');
  expect(rows.find(({ type }) => type === 'feedback')).toMatchObject({
    name: 'chat.rating_given',
    rating: 5,
  });
  const refs = rows.map(
    ({ props }) => (JSON.parse(props) as Record<string, string>)['conversation_ref'],
  );
  const named = new Set(refs.filter(Boolean));
  expect(named.size).toBe(1);
  expect([...named][0]).toMatch(/^[0-9a-f]{16}$/);
  // Two page views and the six steps of the talk are touches of one journey; its messages are not.
  const api = consoleApi(rig.service.url, rig.service.adminToken ?? '');
  const { population, result } = await eventually(
    () => api.report('journeys', { site: rig.service.site.id }),
    (report) => report.population.touches >= 8,
  );
  expect(population).toMatchObject({ people: 1, journeys: 1, touches: 8 });
  const talk = result.journeys[0]!.path.filter((step) => step.startsWith('chat.'));
  expect(new Set(talk)).toEqual(new Set(['chat.bot-framework']));
  await chatter.nowhere();
  await chatter.close();
});
