import type { Rig } from '../browser/rig.ts';
import { serveFiles } from '../builds/serve.ts';
import type { FileServer } from '../builds/serve.ts';

/** Given to the sandboxed frame, and to nobody else. */
export const nonce = 'n0nce-0123456789-abc';

/** A page, a frame of another site that may talk to it, and a stranger of a third origin. */
export interface Pages {
  /** `http://localhost:…` */
  page: string;
  /** `http://127.0.0.1:…` */
  chat: string;
  /** `http://127.0.0.1:…`, another port. */
  stranger: string;
  close(): Promise<void>;
}

/** Keeps the port of the welcome, so that a test can say on it what the SDK never would. */
const eavesdrop = `<script>
  globalThis.told = [];
  addEventListener('message', ({ ports: [port] }) => {
    if (!port) return;
    globalThis.say = (data) => port.postMessage(data);
    port.addEventListener('message', ({ data }) => told.push(data));
  });
</script>`;

const html = (body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title></head><body>${body}</body></html>`;

/** Serves the three from origins of their own, with the scripts of the rig's service. */
export async function servePages({ service }: Pick<Rig, 'service'>): Promise<Pages> {
  const servers: FileServer[] = [];
  const serve = async (body: () => string, host: string) => {
    const server = await serveFiles((path) => (path === '/' ? { body: html(body()) } : undefined));
    servers.push(server);
    return server.origin.replace('localhost', host);
  };
  const places: { page: string; chat: string } = { page: '', chat: '' };
  const stranger = await serve(() => '<p>Stranger</p>', '127.0.0.1');
  places.chat = await serve(
    () => `${eavesdrop}<script src="${service.url}/t.bridge-child.js"
      data-parents='["${places.page}"]'></script><script>touchtrail.touch('chat.loaded');</script>`,
    '127.0.0.1',
  );
  places.page = await serve(
    () => `<script>
        // As chat widgets do, before and after us.
        onmessage = () => {};
      </script>
      <script src="${service.url}/t.js" data-site="${service.site.writeKey}" data-without="errors"></script>
      <script src="${service.url}/t.bridge.js" data-nonce="${nonce}" data-origins='["${places.chat}"]'></script>
      <script>
        onmessage = () => {};
        globalThis.signals = [];
        touchtrail.on('dropped', (detail) => signals.push(detail));
      </script>`,
    'localhost',
  );
  return {
    ...places,
    stranger,
    async close() {
      for (const server of servers) await server.close();
    },
  };
}
