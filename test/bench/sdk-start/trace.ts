/** A span of a Chromium trace; times in µs. */
interface Span {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Time of the thread on a processor: other work on the machine is not in it. */
  tdur?: number;
  args?: { fileName?: string; data?: { url?: string } };
}

/** What a page's scripts cost its main thread, in ms on a processor. */
export interface Cost {
  /** The tags themselves: parsing and running them, before anything they put off. */
  sync: number;
  /** All JavaScript of the page in the time watched. */
  script: number;
  /** The longest task, with whatever else the browser did in it. */
  longest: number;
}

/** Names under which Chromium traces an entry into JavaScript. */
const entries = new Set([
  'EvaluateScript',
  'v8.compile',
  'v8.compileModule',
  'v8.evaluateModule',
  'FunctionCall',
  'TimerFire',
  'RunMicrotasks',
  'FireIdleCallback',
  'FireAnimationFrame',
  'EventDispatch',
  'XHRReadyStateChange',
  'XHRLoad',
]);

const source = (span: Span) => span.args?.data?.url ?? span.args?.fileName ?? '';

/** Sum over spans, each moment once: what lies within another span of the list is in that one. */
function total(spans: readonly Span[]): number {
  let end = -Infinity;
  let sum = 0;
  for (const span of spans.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    const stop = span.ts + (span.dur ?? 0);
    if (stop <= end) continue;
    end = stop;
    sum += span.tdur ?? span.dur ?? 0;
  }
  return sum / 1_000;
}

/**
 * Reads the cost of the pages of an origin out of a trace.
 *
 * @param trace JSON as Chromium writes it.
 * @param origins of the page and of its scripts.
 */
export function costOf(trace: string, origins: readonly string[]): Cost {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: Span[] };
  const ours = (span: Span) => origins.some((origin) => source(span).startsWith(origin));
  const first = traceEvents.find((span) => span.name === 'EvaluateScript' && ours(span));
  if (!first) throw new Error('The trace holds no script of the page: was it loaded at all?');
  const main = traceEvents.filter(
    (span) => span.ph === 'X' && span.pid === first.pid && span.tid === first.tid,
  );
  const tags = main.filter(
    (span) => (span.name === 'EvaluateScript' || span.name === 'v8.compile') && ours(span),
  );
  const tasks = main.filter((span) => span.name.endsWith('RunTask'));
  return {
    sync: total(tags),
    script: total(main.filter((span) => entries.has(span.name))),
    longest: Math.max(...tasks.map((span) => (span.tdur ?? span.dur ?? 0) / 1_000)),
  };
}
