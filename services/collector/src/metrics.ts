type Labels = Readonly<Record<string, string>>;

const escapeLabel = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const labelText = (labels: Labels) => {
  const parts = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
};

interface Sample {
  labels?: Labels;
  value: number;
}

/** Counters and gauges in Prometheus' text format 0.0.4. */
export interface Metrics {
  /** Adds to a counter. Label values must come from a closed set, never from a sender. */
  add(name: string, value?: number, labels?: Labels): void;
  /** Samples read when the text is made. */
  gauge(name: string, help: string, read: () => Sample[]): void;
  text(): string;
}

/**
 * @param counters name → help of every counter, so that each is there at 0 before its first event.
 * @example
 * const metrics = createMetrics({ touchtrail_events_accepted_total: 'Events acknowledged.' });
 */
export function createMetrics(counters: Readonly<Record<string, string>>): Metrics {
  const values = new Map(Object.keys(counters).map((name) => [name, new Map<string, number>()]));
  const gauges: { name: string; help: string; read: () => Sample[] }[] = [];
  return {
    add(name, value = 1, labels = {}) {
      const series = values.get(name);
      const key = labelText(labels);
      series?.set(key, (series.get(key) ?? 0) + value);
    },
    gauge(name, help, read) {
      gauges.push({ name, help, read });
    },
    text() {
      const lines: string[] = [];
      for (const [name, series] of values) {
        lines.push(`# HELP ${name} ${counters[name] ?? ''}`, `# TYPE ${name} counter`);
        if (series.size === 0) lines.push(`${name} 0`);
        for (const [labels, value] of series) lines.push(`${name}${labels} ${value}`);
      }
      for (const { name, help, read } of gauges) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
        for (const { labels, value } of read()) {
          lines.push(`${name}${labelText(labels ?? {})} ${value}`);
        }
      }
      return `${lines.join('\n')}\n`;
    },
  };
}
