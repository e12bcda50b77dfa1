import { bodyOf, json } from '../chat-server.ts';
import type { ChatServer } from '../chat-server.ts';
import { speak } from './web-socket.ts';
import type { Line } from './web-socket.ts';

const agent = { _id: 'a1', username: 'anna', name: 'Anna', status: 'online' };

/**
 * Rocket.Chat's REST and realtime interfaces as far as its Livechat widget of 2022 uses them: a form
 * before the chat, an agent that says back what it was told, and that closes the room at a goodbye.
 */
export function rocketChatBackEnd(chats: ChatServer): void {
  const lines = new Set<Line>();
  let count = 0;
  let token = '';
  const guest = () => ({ _id: 'v1', token, name: 'Guest', username: 'guest-1' });
  const push = (message: object) => {
    for (const line of lines) {
      line.send({
        msg: 'changed',
        collection: 'stream-room-messages',
        id: 'id',
        fields: {
          eventName: 'room1',
          args: [{ rid: 'room1', ts: { $date: Date.now() }, u: agent, ...message }],
        },
      });
    }
  };
  speak(chats.server, '/websocket', (message, line) => {
    lines.add(line);
    const { msg, id } = message;
    if (msg === 'connect') line.send({ msg: 'connected', session: 's1' });
    else if (msg === 'ping') line.send({ msg: 'pong' });
    else if (msg === 'sub') line.send({ msg: 'ready', subs: [id] });
    else if (msg === 'method') line.send({ msg: 'result', id, result: {} });
  });
  chats.answers.push(async (request, response, url) => {
    const { pathname } = url;
    if (!pathname.startsWith('/api/v1/livechat/')) return false;
    if (request.method === 'OPTIONS') return json(response, {});
    const what = pathname.slice('/api/v1/livechat/'.length).split('/')[0]!;
    const body = request.method === 'POST' ? JSON.parse((await bodyOf(request)) || '{}') : {};
    switch (what) {
      case 'config':
        return json(response, {
          success: true,
          config: {
            enabled: true,
            online: true,
            settings: {
              registrationForm: true,
              nameFieldRegistrationForm: true,
              emailFieldRegistrationForm: true,
            },
            theme: { title: 'Help', color: '#04436A' },
            messages: {},
            departments: [],
            triggers: [],
            resources: {},
          },
        });
      case 'visitor': {
        token = (body as { visitor?: { token?: string } }).visitor?.token ?? token;
        return json(response, { success: true, visitor: guest() });
      }
      case 'room':
        return json(response, {
          success: true,
          room: { _id: 'room1', open: true, servedBy: agent, v: guest() },
        });
      case 'agent.info':
        return json(response, { success: true, agent });
      case 'messages.history':
        return json(response, { success: true, messages: [] });
      case 'message': {
        const { msg = '', _id } = body as { msg?: string; _id?: string };
        const message = {
          _id: _id ?? `v${count++}`,
          rid: 'room1',
          msg,
          u: guest(),
          ts: new Date().toISOString(),
        };
        setTimeout(() => {
          push({ _id: `m${count++}`, msg: `Anna heard: ${msg}` });
          if (msg.includes('Goodbye')) push({ _id: `m${count++}`, msg: '', t: 'livechat-close' });
        }, 50);
        return json(response, { success: true, message });
      }
      default:
        return json(response, { success: true });
    }
  });
}
