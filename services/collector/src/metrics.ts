import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';
import type { MetricObjectWithValues, MetricValue } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  labels?: Labels;
  value: number;
}

/** A counter or a histogram: its help, and its labels with all values they can have where that is known. */
export interface MetricSpec {
  help: string;
  /** Label to its known values, so that each series is there at 0 before its first event. */
  labels?: Readonly<Record<string, readonly string[]>>;
}

export interface HistogramSpec extends MetricSpec {
  /** Upper bounds, in the unit of the name. */
  buckets: readonly number[];
}

/** All series of one process, as they travel to another one that adds them up. */
export type MetricsSnapshot = MetricObjectWithValues<MetricValue<string>>[];

/** Counters, gauges and histograms in Prometheus' text format. */
export interface Metrics {
  /** Adds to a counter. Label values must come from a closed set, never from a sender. */
  add(name: string, value?: number, labels?: Labels): void;
  /** Puts a value into a histogram. */
  observe(name: string, value: number, labels?: Labels): void;
  /** Samples read when the text is made. */
  gauge(
    name: string,
    help: string,
    labels: readonly string[],
    read: () => Sample[],
    merge?: GaugeMerge,
  ): void;
  text(): Promise<string>;
  snapshot(): Promise<MetricsSnapshot>;
}

/** How the values of one gauge in several processes become one: default, added up. */
type GaugeMerge = 'sum' | 'min' | 'max' | 'first';

/** The content type of {@link Metrics.text}. */
export const metricsType = Registry.PROMETHEUS_CONTENT_TYPE;

function labelSets(labels: MetricSpec['labels']): Labels[] {
  const [first, ...more] = Object.entries(labels ?? {});
  // Several labels: which pairs there can be is not known.
  if (!first || more.length > 0) return [];
  const [name, values] = first;
  return values.map((value) => ({ [name]: value }));
}

/**
 * @param options.process also CPU, memory, event loop and garbage collection of this process.
 * @example
 * const metrics = createMetrics({
 *   counters: { touchtrail_events_accepted_total: { help: 'Events acknowledged.' } },
 *   histograms: {},
 * });
 */
export function createMetrics(options: {
  counters: Readonly<Record<string, MetricSpec>>;
  histograms: Readonly<Record<string, HistogramSpec>>;
  process?: boolean;
}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counters = new Map<string, Counter>();
  for (const [name, { help, labels }] of Object.entries(options.counters)) {
    const counter = new Counter({ name, help, labelNames: Object.keys(labels ?? {}), registers });
    for (const set of labelSets(labels)) counter.inc(set, 0);
    counters.set(name, counter);
  }
  const histograms = new Map<string, Histogram>();
  for (const [name, { help, labels, buckets }] of Object.entries(options.histograms)) {
    const labelNames = Object.keys(labels ?? {});
    const histogram = new Histogram({ name, help, labelNames, buckets: [...buckets], registers });
    for (const set of labelSets(labels)) histogram.zero(set);
    histograms.set(name, histogram);
  }
  if (options.process === true) collectDefaultMetrics({ register: registry });
  return {
    add: (name, value = 1, labels = {}) => counters.get(name)?.inc(labels, value),
    observe: (name, value, labels = {}) => histograms.get(name)?.observe(labels, value),
    gauge(name, help, labelNames, read, merge = 'sum') {
      // Registers itself.
      void new Gauge({
        name,
        help,
        labelNames: [...labelNames],
        registers,
        aggregator: merge,
        collect() {
          this.reset();
          for (const { labels = {}, value } of read()) this.set(labels, value);
        },
      });
    },
    text: () => registry.metrics(),
    snapshot: async () => (await registry.getMetricsAsJSON()) as MetricsSnapshot,
  };
}

/** One text of the metrics of several processes. */
export const mergedMetrics = (snapshots: readonly MetricsSnapshot[]): Promise<string> =>
  AggregatorRegistry.aggregate([...snapshots]).metrics();
