import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { browserUrl, listen } from './listen.ts';

test('a port in use is named, with the way out', async () => {
  const [first, second] = [createServer(), createServer()];
  const port = await listen(first, '127.0.0.1', 0);
  try {
    await expect(listen(second, '127.0.0.1', port)).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(String(port)),
      hint: expect.stringContaining('--port'),
    });
  } finally {
    first.close();
  }
});

test('an address this machine does not have', async () => {
  // TEST-NET-3, https://www.rfc-editor.org/rfc/rfc5737
  await expect(listen(createServer(), '203.0.113.1', 0)).rejects.toMatchObject({
    code: 'host_unavailable',
  });
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:80'],
  ['0.0.0.0', 'http://localhost:80'],
  ['::', 'http://localhost:80'],
  ['::1', 'http://[::1]:80'],
])('%s is opened as %s', (host, url) => {
  expect(browserUrl(host, 80)).toBe(url);
});
