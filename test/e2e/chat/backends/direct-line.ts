import { bodyOf, json } from '../chat-server.ts';
import type { Answer } from '../chat-server.ts';

interface Activity {
  id?: string;
  type: string;
  text?: string;
  name?: string;
  value?: unknown;
  from: { id: string; role?: string };
  [more: string]: unknown;
}

/**
 * Direct Line 3.0 by polling: a bot that echoes, hands over to a person when asked for one, and ends
 * the conversation when told goodbye. A conversation that is opened again is played from its start.
 */
export function directLineBackEnd(): Answer {
  const conversations = new Map<string, Activity[]>();
  return async (request, response, url) => {
    if (!url.pathname.startsWith('/directline')) return false;
    if (request.method === 'OPTIONS') return json(response, {});
    const [, , , , id = ''] = url.pathname.split('/');
    if (!id) {
      const conversationId = `talk-${conversations.size}`;
      conversations.set(conversationId, []);
      return json(response, { conversationId, token: 'x', expires_in: 3_600 }, 201);
    }
    const activities = conversations.get(id) ?? [];
    conversations.set(id, activities);
    if (!url.pathname.endsWith('/activities')) {
      return json(response, { conversationId: id, token: 'x', expires_in: 3_600 });
    }
    if (request.method === 'GET') {
      const from = Number(url.searchParams.get('watermark') ?? 0);
      return json(response, {
        activities: activities.slice(from),
        watermark: String(activities.length),
      });
    }
    const add = (activity: Activity) => {
      const next = {
        timestamp: new Date().toISOString(),
        channelId: 'directline',
        conversation: { id },
        ...activity,
        id: `${id}|${activities.length}`,
      };
      activities.push(next);
      return next.id;
    };
    const said = JSON.parse(await bodyOf(request)) as Activity;
    const own = add({ ...said, from: { ...said.from, role: 'user' } });
    const bot = { id: 'bot', name: 'Bot', role: 'bot' };
    const { text = '' } = said;
    if (said.type === 'message') {
      if (text.includes('person')) {
        add({ type: 'event', name: 'handoff.status', value: { state: 'accepted' }, from: bot });
      }
      add({ type: 'message', text: `The bot heard: ${text}`, from: bot });
      if (text.includes('Goodbye')) add({ type: 'endOfConversation', from: bot });
    }
    return json(response, { id: own });
  };
}
