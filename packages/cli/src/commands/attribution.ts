import { attributionParametersSchema } from '@touchtrail/contract';
import type { AttributionParameters, AttributionResult } from '@touchtrail/contract';
import { renderCsv, renderMarkdown, renderNdjson } from '@touchtrail/analysis';
import { attributePaths, creditTable, sideBySide } from '@touchtrail/analysis/attribution';
import { readPaths } from '../attribution/read-paths.ts';
import type { Command, Context, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { count } from '../terminal/count.ts';
import { textTable } from '../terminal/text-table.ts';

const shapes = ['json', 'csv', 'ndjson', 'md'] as const;

const asked = attributionParametersSchema
  .pick({
    models: true,
    transform: true,
    direct: true,
    weights: true,
    order: true,
    channels: true,
    replicates: true,
  })
  .partial();

/** What was given; defaults of the report are not those of a file. */
function parameters(options: OptionValues): Partial<AttributionParameters> {
  const given = Object.fromEntries(
    Object.keys(asked.shape).flatMap((name) => {
      const value = text(options, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const parsed = asked.safeParse(given);
  if (parsed.success) {
    return Object.fromEntries(Object.entries(parsed.data).filter(([name]) => name in given));
  }
  const problems = parsed.error.issues.map(
    (issue) => `--${String(issue.path[0])}: ${issue.message}`,
  );
  throw new CliError(
    'usage',
    `${problems.join('; ')}.`,
    'touchtrail attribution --help lists what each option takes.',
  );
}

/** What stands beside the table. */
function notes(context: Context, result: AttributionResult, warnings: readonly string[]): void {
  const { value, markov, shapley, intervals } = result;
  context.note(
    [
      `${count(result.conversions)} conversions, ${count(result.nulls)} journeys without, ${count(result.paths ?? 0)} paths`,
      value ? `, value ${count(Math.round(value.total * 100) / 100)} ${value.currency}` : '',
    ]
      .join('')
      .trimEnd(),
  );
  if (markov) {
    const losses = markov.losses.map(({ order, logLoss }) => `${order}: ${logLoss.toFixed(4)}`);
    context.note(
      `markov: order ${markov.order} (${markov.chosen}${losses.length > 0 ? `, log-loss ${losses.join(', ')}` : ''}), ${count(markov.states)} states, conversion rate ${(markov.conversionRate * 100).toFixed(2)} %`,
    );
  }
  if (shapley?.method === 'sampled') {
    context.note(`shapley: ${count(shapley.permutations)} orders sampled`);
  }
  if (intervals.replicates > 0) {
    context.note(`95 % intervals from ${intervals.replicates} resampled sets of journeys`);
  }
  for (const { model, why } of result.models) {
    if (why !== null) context.note(`${model}: ${why}`);
  }
  if (result.valueRefused) context.note(`warning: ${result.valueRefused.why}`);
  for (const warning of warnings) context.note(`warning: ${warning}`);
}

export const attributionCommand: Command = {
  name: 'attribution',
  args: 'FILE|-',
  arity: [1, 1],
  summary: 'Share out conversions over channels, from a file of counted paths; needs no database',
  details: [
    'Columns: path (ads > email), conversions, and perhaps value (of all of them), nulls (journeys that',
    'took the path and did not convert) and currency. CSV, also with semicolons, packed, or Parquet.',
    'A table of shares by default, models side by side; --json is everything, --csv and --ndjson one row a',
    'model and channel. For a site’s own journeys: touchtrail report attribution --site SITE.',
  ].join('\n'),
  options: {
    models: {
      type: 'string',
      value: 'A,B',
      help: 'which models (default: all that need no times)',
    },
    order: { type: 'string', value: 'N', help: 'of the Markov chain, 1 to 4 (default: chosen)' },
    transform: {
      type: 'string',
      value: 'HOW',
      help: 'none (default), merge-repeats, first-of-each, drop-trailing-direct',
    },
    direct: { type: 'string', value: 'NAME', help: 'the channel that is direct (default: direct)' },
    lead: { type: 'string', value: 'NAME', help: 'the channel that makes a lead, for w-shaped' },
    weights: {
      type: 'string',
      value: 'SHARES',
      help: 'of custom: first:40,lead:0,last:40,middle:20',
    },
    channels: { type: 'string', value: 'N', help: 'tell apart the N most frequent (default: 200)' },
    replicates: {
      type: 'string',
      value: 'N',
      help: 'behind the intervals; 0: none (default: 200)',
    },
    separator: { type: 'string', value: 'TEXT', help: 'between channels of a path (default: >)' },
    json: { type: 'boolean', help: 'print everything as JSON' },
    csv: { type: 'boolean', help: 'print one row a model and channel as CSV' },
    ndjson: { type: 'boolean', help: 'the same as NDJSON' },
    md: { type: 'boolean', help: 'print the table as Markdown' },
  },
  examples: [
    'touchtrail attribution paths.csv',
    'touchtrail attribution paths.csv --models markov,shapley --order 2 --csv > credits.csv',
    'zcat paths.csv.gz | touchtrail attribution - --transform merge-repeats --json',
  ],
  async run(context, options, [file = '']) {
    const chosen = shapes.filter((shape) => flag(options, shape));
    if (chosen.length > 1) {
      throw new CliError(
        'usage',
        `--${chosen.join(' and --')} exclude each other.`,
        'Keep one of them.',
      );
    }
    const separator = text(options, 'separator') ?? '>';
    if (separator === '') {
      throw new CliError('usage', '--separator is empty.', 'Name the sign between two channels.');
    }
    const request = parameters(options);
    const paths = await readPaths(context, file, separator);
    const replicates = request.replicates ?? 200;
    if (paths.counts.length * (replicates + 1) > 200_000) {
      context.note(
        `${count(paths.counts.length)} rows read, computing with ${replicates} replicates … (--replicates 0 is faster)`,
      );
    }
    const { result, warnings } = attributePaths(paths.counts, {
      models: request.models ?? [],
      transform: request.transform ?? 'none',
      direct: request.direct ?? 'direct',
      lead: text(options, 'lead'),
      weights: request.weights,
      order: request.order ?? 0,
      channels: request.channels ?? 200,
      replicates,
      currency: paths.currency,
      valueRefused: paths.valueRefused,
    });
    if (flag(options, 'json')) {
      context.out(
        `${JSON.stringify({ ...result, warnings }, null, context.tty.stdout ? 2 : undefined)}\n`,
      );
      return 0;
    }
    if (flag(options, 'csv')) context.out(renderCsv(creditTable(result)));
    else if (flag(options, 'ndjson')) context.out(renderNdjson(creditTable(result)));
    else if (flag(options, 'md')) context.out(renderMarkdown(sideBySide(result)));
    else {
      const { columns, rows } = sideBySide(result);
      context.out(textTable(columns, rows, { bold: context.colour.stdout, maxCell: 42 }));
    }
    notes(context, result, warnings);
    return 0;
  },
};
