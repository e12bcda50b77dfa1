import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { exportNames, openExport } from '@touchtrail/analysis';
import type { ExportName, ExportSource } from '@touchtrail/analysis';
import type { segmentOps, Site } from '@touchtrail/contract';
import type { Store } from '@touchtrail/store';
import type { Command, Context, OptionValues } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { compressions, exportFormats, outputFormat } from '../export/output-format.ts';
import type { OutputFormat } from '../export/output-format.ts';
import { outputSink } from '../export/output-stream.ts';
import { loadCheckpoint, openPartFile, partName } from '../export/part-file.ts';
import type { Checkpoint } from '../export/part-file.ts';
import { showExportProgress, sizeText } from '../export/show-export-progress.ts';
import { writeExport } from '../export/write-export.ts';
import { findSite, siteOption } from '../find-site.ts';
import { instant } from '../instant.ts';
import { count } from '../terminal/count.ts';
import { didYouMean } from '../terminal/suggest.ts';
import { audit } from './actor.ts';

const operators: Readonly<Record<string, (typeof segmentOps)[number]>> = {
  '=': 'is',
  '!=': 'is_not',
  '~': 'contains',
};

function condition(words: string): { field: string; op: string; value: string } {
  const match = /^([^=!~]+)(!=|=|~)(.*)$/s.exec(words);
  if (!match) {
    throw new CliError(
      'usage',
      `--segment ${words} is no condition.`,
      'Write FIELD=VALUE, FIELD!=VALUE or FIELD~VALUE (contains), for example channel=email.',
    );
  }
  const [, field = '', sign = '=', value = ''] = match;
  return { field: field.trim(), op: operators[sign] ?? 'is', value };
}

function exportName(word: string): ExportName {
  const name = exportNames.find((known) => known === word);
  if (name !== undefined) return name;
  throw new CliError('usage', `There is no export ${word}.`, didYouMean(word, exportNames));
}

/** Parameters as they were said: a time of day stands for another instant tomorrow. */
function parameters(options: OptionValues, site: Site, now: number): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const pair of texts(options, 'param')) {
    const cut = pair.indexOf('=');
    if (cut < 1) {
      throw new CliError('usage', `--param ${pair} is not name=value.`, 'Write --param top=10.');
    }
    given[pair.slice(0, cut)] = pair.slice(cut + 1);
  }
  const goals = texts(options, 'goal');
  if (goals.length > 0) given['goal'] = goals.flatMap((goal) => goal.split(','));
  const subject = text(options, 'subject');
  if (subject !== undefined) given['subject'] = subject;
  const segment = texts(options, 'segment');
  if (segment.length > 0) given['segment'] = segment.map(condition);
  for (const key of ['from', 'to'] as const) {
    const value = text(options, key) ?? given[key];
    if (typeof value === 'string') given[key] = instant(value, site.timezone, now);
  }
  return given;
}

const fingerprintOf = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

interface Task {
  name: ExportName;
  store: Store;
  site: Site;
  output: OutputFormat;
  options: OptionValues;
}

async function open(
  context: Context,
  { name, store, site, options }: Task,
  from?: Checkpoint,
): Promise<ExportSource> {
  const given = parameters(options, site, context.clock());
  return openExport(
    name,
    given,
    { reader: store.reader, site, clock: context.clock },
    { resumed: from && { frozen: from.frozen, rows: from.rows } },
  );
}

/** Who took out how much, before the first byte of it leaves. */
const noteInAudit = (
  { name, store, site, output, options }: Task,
  rows: number,
  resumed: boolean,
) =>
  audit(store, {
    action: `${name}.exported`,
    site: site.id,
    detail: {
      format: output.format,
      rows,
      ...(resumed && { resumed }),
      ...(['from', 'to'] as const).reduce<Record<string, string>>((range, key) => {
        const value = text(options, key);
        return value === undefined ? range : { ...range, [key]: value };
      }, {}),
      ...(texts(options, 'segment').length > 0 && { segment: texts(options, 'segment') }),
    },
  });

async function toOutput(context: Context, task: Task): Promise<number> {
  if (task.output.format === 'parquet' && context.tty.stdout) {
    throw new CliError(
      'usage',
      'Parquet is nothing for a terminal.',
      `Write it to a file: --out ${task.name}.parquet`,
    );
  }
  const source = await open(context, task);
  await noteInAudit(task, source.rows, false);
  const sink = outputSink(context.stdout);
  const progress = showExportProgress(context);
  try {
    const bytes = await writeExport({
      source,
      streams: task.store.streams,
      output: task.output,
      sink,
      clock: context.clock,
      onProgress: progress.update,
    });
    progress.stop();
    context.note(`${count(source.rows)} ${task.name}, ${sizeText(bytes)}.`);
    return 0;
  } finally {
    progress.stop();
    sink.release();
  }
}

function interrupted(name: string, from: Checkpoint | undefined, cause: unknown): CliError {
  const { code, message } = cause as { code?: string; message?: string };
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const why = full
    ? `There is no space left for ${partName(name)}.`
    : (message ?? String(cause)).replace(/[^.]$/, '$&.');
  return new CliError(
    'export_interrupted',
    `The export stopped: ${why} ${name} was not made.`,
    from
      ? `${full ? 'Free some disk space' : 'Mend that'}, then run the same command again: it goes on after ${count(from.rowsDone)} rows.`
      : `${full ? 'Free some disk space' : 'Mend that'}, then run the same command again: it begins anew.`,
    { cause },
  );
}

async function toFile(context: Context, task: Task, file: string): Promise<number> {
  const { name, site, store, output, options } = task;
  if (!flag(options, 'force') && (await exists(file))) {
    throw new CliError(
      'file_exists',
      `${file} is there already.`,
      'Choose another name, or say --force to put the export in its place.',
    );
  }
  const fingerprint = fingerprintOf([
    1,
    name,
    site.id,
    output,
    ['param', 'goal', 'segment'].map((option) => texts(options, option)),
    ['from', 'to', 'subject'].map((option) => text(options, option)),
    store.connection.database,
  ]);
  const from = output.format === 'parquet' ? undefined : await loadCheckpoint(file, fingerprint);
  const source = await open(context, task, from);
  await noteInAudit(task, source.rows, from !== undefined);
  if (from) context.note(`Going on after ${count(from.rowsDone)} rows of ${partName(file)}.`);
  const part = await openPartFile(file, from?.bytes).catch((error: unknown) => {
    throw interrupted(file, from, error);
  });
  const progress = showExportProgress(context);
  try {
    const bytes = await writeExport({
      source,
      streams: store.streams,
      output,
      sink: part,
      resumable: { name: file, fingerprint, from },
      clock: context.clock,
      onProgress: progress.update,
    });
    await part.finish();
    progress.stop();
    context.note(
      `${count(source.rows)} ${name} in ${file}, ${sizeText(bytes + (from?.bytes ?? 0))}.`,
    );
    return 0;
  } catch (error) {
    throw interrupted(file, await loadCheckpoint(file, fingerprint), error);
  } finally {
    progress.stop();
    await part.close().catch(() => undefined);
  }
}

export const exportCommand: Command = {
  name: 'export',
  args: 'events|journeys',
  arity: [1, 1],
  summary: 'Write events or journeys to a file, of any size, in bounded memory',
  details: [
    'events: every stored event once; as CSV, NDJSON or Parquet it can be imported again.',
    'journeys: one row a journey with outcome, value, and its touchpoints, channels and times as lists;',
    'defined as in the journeys report, with the same parameters (--goal, --subject, --param).',
    'Format and compression come from the name (events.csv.gz) unless said; Parquet is packed inside.',
    'A file has its name only when it is whole. Interrupted, the same command goes on where FILE.part',
    'ends; Parquet begins anew. Hidden and erased people are left out; the audit log keeps who exported.',
  ].join('\n'),
  options: {
    site: siteOption,
    from: { type: 'string', value: 'WHEN', help: '2026-11-01, a full time, or 7d for 7 days ago' },
    to: { type: 'string', value: 'WHEN', help: 'exclusive; same forms' },
    segment: {
      type: 'string',
      multiple: true,
      value: 'FIELD=VALUE',
      help: 'only people who fit: =, != or ~ (contains); several must all hold',
    },
    goal: {
      type: 'string',
      multiple: true,
      value: 'KEY',
      help: 'of journeys: touchpoint, or event:NAME (default: any conversion)',
    },
    subject: { type: 'string', value: 'WHO', help: 'of journeys: person or account' },
    param: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      help: 'any other parameter of the journeys report',
    },
    format: {
      type: 'string',
      value: exportFormats.join('|'),
      help: 'default: from the name, else csv',
    },
    compress: { type: 'string', value: compressions.join('|'), help: 'default: from the name' },
    out: { type: 'string', value: 'FILE', help: 'default: standard output' },
    force: { type: 'boolean', help: 'replace FILE if it is there' },
  },
  examples: [
    'touchtrail export events --site my-site --out events.parquet',
    'touchtrail export events --site my-site --from 30d --segment channel=email --out mail.csv.gz',
    'touchtrail export journeys --site my-site --goal order.placed --format ndjson > journeys.ndjson',
  ],
  async run(context, options, args) {
    const name = exportName(args[0] ?? '');
    const file = text(options, 'out');
    const output = outputFormat(file, text(options, 'format'), text(options, 'compress'));
    return context.withStore(async (store) => {
      const task = {
        name,
        store,
        site: await findSite(store, text(options, 'site')),
        output,
        options,
      };
      return file === undefined ? toOutput(context, task) : toFile(context, task, file);
    });
  },
};
