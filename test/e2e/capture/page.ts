import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { listening } from '../browser/listening.ts';

/** What a person types, and what stands on the page: it may be in no request. */
export const canary = 'kanarienvogel';

/** One second of silence: a file that every browser plays in a `<video>`. */
function silence(): Buffer {
  const samples = 8_000;
  const wave = Buffer.alloc(44 + samples, 128);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(36 + samples, 4);
  wave.write('WAVEfmt ', 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(samples, 24);
  wave.writeUInt32LE(samples, 28);
  wave.writeUInt16LE(1, 32);
  wave.writeUInt16LE(8, 34);
  wave.write('data', 36);
  wave.writeUInt32LE(samples, 40);
  return wave;
}

const body = (other: string, results: string) => `
  <header><nav><a id="about" href="#about">${canary}</a>
    <form role="search" action="/find"><input name="q" aria-label="${canary}"></form></nav></header>
  <main ${results}>
    <button data-touchpoint="product.size" data-touchpoint-product="A1" id="size" title="${canary}">${canary}</button>
    <button id="nothing" value="${canary}">${canary}</button>
    <p id="angry" style="user-select:none">${canary}</p><p id="text">${canary}</p>
    <a id="out" href="${other}/offer?name=${canary}" target="_blank">${canary}</a>
    <svg width="20" height="20"><a id="drawn" href="${other}/drawn" target="_blank"><rect width="20" height="20"/></a></svg>
    <a id="call" href="tel:+49301234567">${canary}</a>
    <a id="file" download href="/price-list.pdf?for=${canary}">${canary}</a>
    <my-card data-touchpoint="card"></my-card>
    <deep-chat data-touchpoint="chat.bot"></deep-chat>
    <video id="tour" src="/tour.wav" controls></video>
    <form id="checkout"><input type="email" name="email" required><input name="city">
      <input type="password" name="secret"><input name="${canary}@example.org" id="odd"><button>${canary}</button></form>
    <form id="newsletter"><input name="mail"><button>${canary}</button></form>
    <div style="height:4000px">${canary}</div>
  </main>
  <script>
    for (const host of ['my-card', 'deep-chat']) {
      const root = document.querySelector(host).attachShadow({ mode: 'open' });
      root.innerHTML = '<form name="' + host + '"><input name="inside"><a href="/inside">${canary}</a></form>';
      root.querySelector('form').onsubmit = (event) => event.preventDefault();
    }
    document.querySelector('#call').onclick = (event) => event.preventDefault();
    document.querySelector('#newsletter').onsubmit = (event) => event.preventDefault();
    document.querySelector('#angry').onclick = () => document.querySelector('#angry').classList.toggle('on');
  </script>`;

/** A page with one of everything, and a second origin to leave to. */
export interface CapturePage {
  origin: string;
  close(): Promise<void>;
}

/** Serves the page under every path. `tag` is the script tag. */
export async function serveCapturePage(tag: string): Promise<CapturePage> {
  let other = '';
  const vitals = readFileSync(
    path.join(import.meta.dirname, '../../../packages/sdk/dist/t.vitals.js'),
  );
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const send = (type: string, content: string | Buffer) =>
      response.writeHead(200, { 'content-type': type }).end(content);
    if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
    if (url.pathname === '/t.vitals.js') return send('text/javascript; charset=utf-8', vitals);
    if (url.pathname === '/tour.wav') return send('audio/wav', silence());
    if (url.pathname === '/price-list.pdf') return send('application/pdf', 'x');
    const results = url.pathname === '/find' ? 'data-touchpoint-results="3"' : '';
    return send(
      'text/html; charset=utf-8',
      `<!doctype html><html lang="en"><head><title>Shop</title>${tag}<script async src="/t.vitals.js"></script></head>
       <body>${body(other, results)}</body></html>`,
    );
  });
  const { origin, elsewhere, close } = await listening(server);
  other = elsewhere;
  return { origin, close };
}
