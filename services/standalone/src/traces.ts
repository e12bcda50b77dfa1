import type { Attributes, Span } from '@opentelemetry/api';
import type { EventRow, Inserted, OpenedSpool, ReplayGuard } from '@touchtrail/store';
import type { Log } from './logs/logs.ts';

type Fetch = (request: Request, env: object) => Response | Promise<Response>;

/** Traces of the write path: request → validate → deduplicate → spool append, and each insert. */
export interface Traces {
  /** A span for each request; a `traceparent` of the caller is continued. */
  requests(route: Fetch): Fetch;
  /** A span for what a request waits for until its rows are durable. */
  spool<Spool extends Pick<OpenedSpool<EventRow>, 'append'>>(spool: Spool): Spool;
  /** Spans for the check of a batch and for the search for repeats. */
  replay(guard: ReplayGuard): ReplayGuard;
  /** A span for an insert that ended now. */
  inserted(table: string, inserted: Inserted): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Paths with an id in them are named by their route: a span holds nothing about a person. */
const routeOf = (path: string): string => {
  if (path.startsWith('/v1/hooks/')) return '/v1/hooks/:id';
  if (/^\/v1\/[a-z]+(\/events)?$/.test(path)) return path;
  if (/^\/api\/reports\/[a-z-]+$/.test(path)) return path;
  const person = /^\/api\/people\/[^/]+(\/[a-z]+)?$/.exec(path);
  if (person) return `/api/people/:id${person[1] ?? ''}`;
  if (/^\/(healthz|readyz|metrics|t\.js)$/.test(path)) return path;
  return path.startsWith('/api/') ? '/api/*' : '/*';
};

/**
 * Starts to send traces to an OpenTelemetry collector by OTLP over HTTP. The libraries are loaded here
 * and not before, so that a service without traces starts as fast as ever.
 *
 * Headers of the exporter (`OTEL_EXPORTER_OTLP_HEADERS`) and the name of the service
 * (`OTEL_SERVICE_NAME`) are read as OpenTelemetry says.
 *
 * @param options.ratio share of requests that are traced, 0 to 1.
 */
export async function openTraces(options: {
  endpoint: string;
  ratio: number;
  version: string;
  serviceName: string;
  log: Log;
}): Promise<Traces> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, propagation, trace } = api;
  const url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`;
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.version,
    }),
    sampler: new sdk.ParentBasedSampler({
      root: new sdk.TraceIdRatioBasedSampler(options.ratio),
    }),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  const tracer = provider.getTracer('touchtrail', options.version);
  const startKey = api.createContextKey('touchtrail request start');

  const ended = async <Value>(span: Span, work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      // The kind alone: a message may quote what somebody sent.
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  };
  const spanned = <Value>(name: string, attributes: Attributes, work: () => Promise<Value>) =>
    tracer.startActiveSpan(name, { attributes }, (span) => ended(span, work));

  return {
    requests: (route) => (request, env) => {
      const { pathname } = new URL(request.url);
      const path = routeOf(pathname);
      const carrier = { traceparent: request.headers.get('traceparent') ?? '' };
      const parent = propagation.extract(ROOT_CONTEXT, carrier).setValue(startKey, Date.now());
      const attributes = { 'http.request.method': request.method, 'http.route': path };
      return tracer.startActiveSpan(
        `${request.method} ${path}`,
        { kind: SpanKind.SERVER, attributes },
        parent,
        (span) =>
          ended(span, async () => {
            const response = await route(request, env);
            span.setAttribute('http.response.status_code', response.status);
            if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
            return response;
          }),
      );
    },
    spool: (spool) => ({
      ...spool,
      append: (rows) =>
        spanned('spool.append', { 'touchtrail.rows': rows.length }, () => spool.append(rows)),
    }),
    replay: (guard) => ({
      ...guard,
      once(rows, write, skew) {
        const attributes = { 'touchtrail.rows': rows.length };
        const startTime = context.active().getValue(startKey) as number | undefined;
        // What came before this in a request is reading the body and checking its events.
        if (startTime !== undefined) {
          tracer.startSpan('validate', { attributes, startTime }).end();
        }
        return spanned('deduplicate', attributes, () => guard.once(rows, write, skew));
      },
    }),
    inserted(table, { rows, ms, oldestMs }) {
      const endTime = Date.now();
      tracer
        .startSpan(
          'insert',
          {
            kind: SpanKind.CLIENT,
            startTime: endTime - ms,
            root: true,
            attributes: {
              'db.system.name': 'clickhouse',
              'db.collection.name': table,
              'touchtrail.rows': rows,
              'touchtrail.lag_ms': oldestMs,
            },
          },
          ROOT_CONTEXT,
        )
        .end(endTime);
    },
    async close() {
      try {
        await provider.shutdown();
      } catch {
        options.log('The last traces could not be sent.', 'warn');
      }
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
