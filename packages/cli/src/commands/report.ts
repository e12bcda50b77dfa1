import { derivedReports, reportNames, reportParameters } from '@touchtrail/contract';
import type { ReportName, ReportTypes, Site } from '@touchtrail/contract';
import {
  findingsMarkdown,
  renderCsv,
  renderMarkdown,
  renderNdjson,
  runReport,
  toTable,
} from '@touchtrail/analysis';
import type { QueryProgress } from '@touchtrail/store';
import type { Command, Context, OptionValues } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { instant } from '../instant.ts';
import { didYouMean, nearest } from '../terminal/suggest.ts';
import { compactTable } from '../terminal/compact-table.ts';
import { count } from '../terminal/count.ts';
import { textTable } from '../terminal/text-table.ts';

/** Parameters that have an option of their own; all others go through `--param`. */
const direct = ['steps', 'window', 'unit', 'top', 'subject', 'timezone', 'journey'] as const;

function reportName(word: string): ReportName {
  const name = reportNames.find((known) => known === word);
  if (name !== undefined) return name;
  const close = nearest(word, reportNames);
  throw new CliError(
    'usage',
    `There is no report ${word}.`,
    close ? `Did you mean ${close}?` : `Reports: ${reportNames.join(', ')}.`,
  );
}

/** Of a report that is made of another one, its own parameters and those of the other. */
function knownParameters(name: ReportName, options: OptionValues): string[] {
  const known = Object.keys(reportParameters[name].shape);
  if (!(derivedReports as readonly string[]).includes(name)) return known;
  const given = texts(options, 'param').find((pair) => pair.startsWith('report='));
  const of = reportName(text(options, 'of') ?? given?.slice('report='.length) ?? 'journeys');
  return [...known, ...Object.keys(reportParameters[of].shape)];
}

function parameters(
  name: ReportName,
  options: OptionValues,
  site: Site,
  now: number,
): Record<string, unknown> {
  const known = knownParameters(name, options);
  const given: Record<string, unknown> = {};
  const put = (key: string, value: unknown, option: string) => {
    if (!known.includes(key)) {
      throw new CliError('usage', `The report ${name} has no ${option}.`, didYouMean(key, known));
    }
    given[key] = value;
  };
  for (const pair of texts(options, 'param')) {
    const cut = pair.indexOf('=');
    if (cut < 1) {
      throw new CliError('usage', `--param ${pair} is not name=value.`, 'Write --param top=10.');
    }
    put(pair.slice(0, cut), pair.slice(cut + 1), `parameter ${pair.slice(0, cut)}`);
  }
  for (const key of direct) {
    const value = text(options, key);
    if (value !== undefined) put(key, value, `--${key}`);
  }
  const of = text(options, 'of');
  if (of !== undefined) put('report', of, '--of');
  const goals = texts(options, 'goal');
  if (goals.length > 0) given['goal'] = goals.flatMap((goal) => goal.split(','));
  if (name === 'funnel' && given['steps'] === undefined) {
    throw new CliError(
      'usage',
      'A funnel needs its steps.',
      'Name them in order: --steps cart,checkout.payment,order.placed',
    );
  }
  const timezone = text(options, 'timezone') ?? site.timezone;
  for (const key of ['from', 'to', 'compareFrom', 'compareTo'] as const) {
    const value = text(options, key) ?? given[key];
    if (typeof value === 'string') given[key] = instant(value, timezone, now);
  }
  return given;
}

function heading(report: ReportTypes[ReportName]): string {
  const { people, journeys, touches, open, excluded } = report.population;
  const left = excluded
    .filter((entry) => entry.count > 0)
    .map((entry) => `, left out ${count(entry.count)} (${entry.why})`);
  return `${report.name}: ${count(people)} people, ${count(journeys)} journeys (${count(open)} open), ${count(touches)} touches${left.join('')}`;
}

function print(context: Context, report: ReportTypes[ReportName], options: OptionValues): void {
  if (flag(options, 'json')) {
    context.out(`${JSON.stringify(report, null, context.tty.stdout ? 2 : undefined)}\n`);
    return;
  }
  const table = toTable(report);
  if (report.name === 'findings' && flag(options, 'md')) context.out(findingsMarkdown(report));
  else if (flag(options, 'csv')) context.out(renderCsv(table));
  else if (flag(options, 'md')) context.out(renderMarkdown(table));
  else if (flag(options, 'ndjson')) context.out(renderNdjson(table));
  else {
    const { columns, rows } = compactTable(table);
    context.out(textTable(columns, rows, { bold: context.colour.stdout, maxCell: 42 }));
  }
  context.note(heading(report));
  for (const warning of report.warnings) context.note(`warning: ${warning}`);
}

/** Shows how far a report of many runs is: a line that changes for people, one every two seconds for logs. */
function runsProgress(context: Context): {
  update: (done: number, of: number) => void;
  stop: () => void;
} {
  const moving = context.tty.stderr;
  const begin = context.clock();
  let next = 2_000;
  let shown = false;
  return {
    update(done, of) {
      const elapsed = context.clock() - begin;
      if (elapsed < next) return;
      next = elapsed + (moving ? 300 : 2_000);
      if (moving) context.stderr.write(`\r\u001B[2K  ${done} of ${of}`);
      else context.note(`  ${done} of ${of}`);
      shown = true;
    },
    stop() {
      if (moving && shown) context.stderr.write('\r\u001B[2K');
    },
  };
}

/** What a long report is at, told now and then. */
const progressNote =
  (context: Context) =>
  ({ readRows, totalRows, elapsedMs }: QueryProgress): void =>
    context.note(
      `${Math.round(elapsedMs / 1_000)} s: ${totalRows > 0 ? `${count(readRows)} of about ${count(totalRows)} rows read` : 'computing'}`,
    );

export const reportCommand: Command = {
  name: 'report',
  args: 'NAME',
  arity: [1, 1],
  summary: 'Compute a report: the same numbers as dashboard and API',
  details: `Reports: ${reportNames.join(', ')}.\nA table by default; --json is the whole report with definition, population and intervals.`,
  options: {
    site: siteOption,
    from: { type: 'string', value: 'WHEN', help: '2026-11-01, a full time, or 7d for 7 days ago' },
    to: { type: 'string', value: 'WHEN', help: 'exclusive; same forms' },
    goal: {
      type: 'string',
      multiple: true,
      value: 'KEY',
      help: 'touchpoint, or event:NAME (default: any conversion)',
    },
    steps: { type: 'string', value: 'A,B,C', help: 'steps of a funnel' },
    window: { type: 'string', value: 'TIME', help: 'window of a funnel, e.g. 7d, or none' },
    unit: { type: 'string', value: 'UNIT', help: 'of paths: journey, person, visit or session' },
    of: { type: 'string', value: 'REPORT', help: 'of trends and compare: which report' },
    top: { type: 'string', value: 'N', help: 'rows listed' },
    subject: { type: 'string', value: 'WHO', help: 'person or account' },
    journey: { type: 'string', value: 'NAME', help: 'a saved journey: see `journey list`' },
    timezone: { type: 'string', value: 'ZONE', help: "default: the site's" },
    param: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      help: 'any other parameter of the report',
    },
    json: { type: 'boolean', help: 'print the whole report as JSON' },
    csv: { type: 'boolean', help: 'print the table as CSV' },
    md: { type: 'boolean', help: 'print the table as Markdown' },
    ndjson: { type: 'boolean', help: 'print the table as one JSON object a line' },
  },
  examples: [
    'touchtrail report journeys --site my-site --from 30d',
    'touchtrail report funnel --site my-site --steps cart,checkout.payment,order.placed --window 7d',
    'touchtrail report paths --site my-site --param startAt=home --csv > paths.csv',
    'touchtrail report findings --site my-site --md > monday.md',
    'touchtrail report trends --site my-site --of drop-off --param by=week',
    'touchtrail report compare --site my-site --of journeys --from 28d --param compareFrom=56d --param compareTo=28d',
  ],
  async run(context, options, args) {
    const name = reportName(args[0] ?? '');
    const shapes = ['json', 'csv', 'md', 'ndjson'].filter((shape) => flag(options, shape));
    if (shapes.length > 1) {
      throw new CliError(
        'usage',
        `--${shapes.join(' and --')} exclude each other.`,
        'Keep one of them.',
      );
    }
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const progress = runsProgress(context);
      const report: ReportTypes[ReportName] = await runReport(
        name,
        parameters(name, options, site, context.clock()),
        {
          reader: store.reader,
          site,
          clock: context.clock,
          progress: progress.update,
          onProgress: progressNote(context),
          keepTopics: store.foundTopics.keep,
        },
      ).finally(progress.stop);
      print(context, report, options);
      return 0;
    });
  },
};
