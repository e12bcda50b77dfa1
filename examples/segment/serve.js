// A page with Segment's client for browsers: npm run page -- URL WRITE_KEY [PORT]
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const [url, writeKey, port = '8790'] = process.argv.slice(2);
if (!url || !writeKey) {
  console.error('usage: npm run page -- http://127.0.0.1:8787 wk_… [8790]');
  process.exit(2);
}

const entry = createRequire(import.meta.url).resolve('@segment/analytics-next');
const client = path.resolve(path.dirname(entry), '../umd');
const page = readFileSync(new URL('public/index.html', import.meta.url), 'utf8')
  .replace('{{url}}', url)
  .replace('{{writeKey}}', writeKey);

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://page');
  const file = path.join(client, path.basename(pathname));
  if (pathname === '/' || pathname === '/thanks') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  } else if (pathname.startsWith('/client/') && file.endsWith('.js') && existsSync(file)) {
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' });
    createReadStream(file).pipe(response);
  } else {
    response.writeHead(404).end();
  }
});
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`);
});
