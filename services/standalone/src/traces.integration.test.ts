import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postEvents, someEvent } from './testing/events.ts';
import { killLeft, startProcess, temporaryDir } from './testing/processes.ts';
import type { Running } from './testing/processes.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: object }[];
}

const { dir, remove } = temporaryDir();
const bodies: string[] = [];
/** Takes what an OpenTelemetry collector would. */
const receiver = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  request.on('end', () => {
    bodies.push(text);
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
let service: Running;
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
  const { port } = receiver.address() as AddressInfo;
  service = await startProcess(withTables(dir), {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
    OTEL_SERVICE_NAME: 'shop-tracking',
  });
});
afterAll(async () => {
  await killLeft();
  await new Promise((resolve) => {
    receiver.close(resolve);
    receiver.closeAllConnections();
  });
  remove();
});

const spans = (): Span[] =>
  bodies.flatMap((body) =>
    (
      JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
    ).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );

test('a request, its check, its wait for the disk, and the insert that followed', async () => {
  const { url, writeKey } = service.ready;
  const event = someEvent({ anonymousId: 'MARKER-a', props: { note: 'MARKER-b' } });
  expect((await postEvents(url, writeKey, [event])).status).toBe(202);
  await fetch(`${url}/api/people/MARKER-c?site=my-site&x=MARKER-d`);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await fetch(`${url}/healthz`, { headers: { traceparent } });
  // Sends what is left.
  service.child.kill('SIGTERM');
  expect((await service.ended).code).toBe(0);
  const all = spans();
  const named = (name: string) => all.filter((span) => span.name === name);
  const [request] = named('POST /v1/events');
  expect(request).toBeDefined();
  for (const name of ['validate', 'deduplicate']) {
    expect(named(name)[0]).toMatchObject({
      traceId: request?.traceId,
      parentSpanId: request?.spanId,
    });
  }
  const [append] = named('spool.append');
  expect(append).toMatchObject({
    traceId: request?.traceId,
    parentSpanId: named('deduplicate')[0]?.spanId,
  });
  expect(BigInt(append?.endTimeUnixNano ?? 0)).toBeLessThanOrEqual(
    BigInt(request?.endTimeUnixNano ?? 0),
  );
  expect(named('insert').length).toBeGreaterThan(0);
  expect(named('GET /healthz')[0]).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
  });
  expect(named('GET /api/people/:id')).toHaveLength(1);
  expect(bodies.join('\n')).not.toContain('MARKER');
  expect(bodies.join('\n')).toContain('shop-tracking');
});
