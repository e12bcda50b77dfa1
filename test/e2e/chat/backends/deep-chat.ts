import { bodyOf, json } from '../chat-server.ts';
import type { Answer } from '../chat-server.ts';

/** A bot that says back what it was told, and hands over to a person when asked for one. */
export const deepChatBackEnd: Answer = async (request, response, url) => {
  if (url.pathname !== '/deep-chat') return false;
  const { messages } = JSON.parse(await bodyOf(request)) as { messages: { text?: string }[] };
  const said = messages.at(-1)?.text ?? '';
  const human = said.includes('person');
  return json(response, { text: `You said: ${said}`, role: human ? 'agent' : 'ai' });
};
