import { bodyOf, json } from '../chat-server.ts';
import type { Answer } from '../chat-server.ts';

interface Asked {
  action: 'loadPreviousSession' | 'sendMessage';
  sessionId: string;
  chatInput?: string;
}

/**
 * A webhook with a Chat Trigger node: a workflow that says back what it was told and remembers the
 * session. Under `/webhook/stream` it answers in pieces, as two nodes of a workflow do.
 */
export function n8nBackEnd(): Answer {
  const sessions = new Map<string, { id: string[]; kwargs: { content: string } }[]>();
  return async (request, response, url) => {
    if (!url.pathname.startsWith('/webhook/')) return false;
    const { action, sessionId, chatInput = '' } = JSON.parse(await bodyOf(request)) as Asked;
    const said = sessions.get(sessionId) ?? [];
    sessions.set(sessionId, said);
    if (action === 'loadPreviousSession') return json(response, { data: said });
    const remember = (who: string, content: string) =>
      said.push({ id: ['langchain_core', 'messages', who], kwargs: { content } });
    const output = `The workflow heard: ${chatInput}`;
    remember('HumanMessage', chatInput);
    remember('AIMessage', output);
    if (url.pathname !== '/webhook/stream') return json(response, { output });
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    for (const nodeId of ['first', 'second']) {
      const tell = (type: string, content?: string) =>
        response.write(`${JSON.stringify({ type, content, metadata: { nodeId } })}\n`);
      tell('begin');
      tell('item', `The ${nodeId} node heard: `);
      tell('item', chatInput);
      tell('end');
    }
    response.end();
    return true;
  };
}
