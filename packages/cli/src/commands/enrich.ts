import { readFile } from 'node:fs/promises';
import { timeSchema } from '@touchtrail/contract';
import { enrichmentVersion, parseRates } from '@touchtrail/enrich';
import type { Rates } from '@touchtrail/enrich';
import type { EnrichProgress, EnrichResult } from '@touchtrail/store';
import type { Command, Context } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { instant } from '../instant.ts';
import { count } from '../terminal/count.ts';
import { audit } from './actor.ts';

async function readRates(file: string | undefined): Promise<Rates | undefined> {
  if (file === undefined) return undefined;
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError(
      'file_unreadable',
      `${file} cannot be read: ${String((error as NodeJS.ErrnoException).code)}`,
      'Check the path: a CSV file with the columns date,from,to,rate.',
    );
  }
  return parseRates(content);
}

function readTime(
  name: string,
  value: string | undefined,
  timezone: string,
  now: number,
): number | undefined {
  if (value === undefined) return undefined;
  const parsed = timeSchema.safeParse(instant(value, timezone, now));
  if (parsed.success) return parsed.data;
  throw new CliError(
    'usage',
    `--${name}: ${value} is no time.`,
    'Write 2026-11-01, a full time such as 2026-11-01T10:00:00Z, or 7d for 7 days ago.',
  );
}

/** One line that changes for people, a line a month for logs. */
function progress({ tty, stderr, note }: Pick<Context, 'tty' | 'stderr' | 'note'>) {
  return {
    show({ month, index, months, share, events }: EnrichProgress): void {
      const name = `${String(month).slice(0, 4)}-${String(month).slice(4)}`;
      const line = `  ${name}  ${index + 1} of ${months}  ${count(events)} events`;
      if (tty.stderr) stderr.write(`\r\u001B[2K${line}  ${Math.round(share * 100)} %`);
      else if (share === 1) note(line);
    },
    clear(): void {
      if (tty.stderr) stderr.write('\r\u001B[2K');
    },
  };
}

function summary({ events, changed, unconverted, withoutUserAgent }: EnrichResult, dry: boolean) {
  if (events === 0) return 'Everything is told by the rules of this version already.\n';
  const lines = [`${dry ? 'would be told again' : 'told again'}  ${count(events)} events`];
  for (const [column, n] of Object.entries(changed)) lines.push(`  ${column}  ${count(n)} changed`);
  if (withoutUserAgent > 0) {
    lines.push(
      `  no user agent is stored of ${count(withoutUserAgent)}: their device stays as it is`,
    );
  }
  if (unconverted > 0) {
    lines.push(`  no rate is known for ${count(unconverted)} values: they stay as they are`);
  }
  return `${lines.join('\n')}\n`;
}

export const enrichCommand: Command = {
  name: 'enrich',
  args: '',
  arity: [0, 0],
  summary:
    'Tell device, programs, referrer, channel and money of stored events by the rules of today',
  details: [
    'Events that this version, or this table of rates, told already are left alone, so it may be ended at',
    'any time and called again. Fields as they were sent stay as they are. The country cannot be told',
    'again: no address is stored.',
  ].join('\n'),
  options: {
    site: siteOption,
    from: { type: 'string', value: 'WHEN', help: '2026-11-01, a full time, or 7d for 7 days ago' },
    to: { type: 'string', value: 'WHEN', help: 'up to, and without, this time' },
    rates: {
      type: 'string',
      value: 'FILE',
      help: 'CSV with date,from,to,rate: values also in the currency of the site',
    },
    'dry-run': { type: 'boolean', help: 'only say what would change' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    'touchtrail enrich --site my-site --dry-run',
    'touchtrail enrich --site my-site --from 2026-01-01 --rates rates.csv',
  ],
  async run(context, options) {
    const rates = await readRates(text(options, 'rates'));
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const dryRun = flag(options, 'dry-run');
      const timeOf = (key: 'from' | 'to') =>
        readTime(key, text(options, key), site.timezone, context.clock());
      const shown = progress(context);
      const result = await store.enrichment
        .rerun({
          site,
          rates,
          dryRun,
          from: timeOf('from'),
          to: timeOf('to'),
          onProgress: (step) => shown.show(step),
        })
        .finally(() => shown.clear());
      if (!dryRun && result.events > 0) {
        await audit(store, {
          action: 'events.enriched',
          site: site.id,
          detail: {
            version: enrichmentVersion,
            events: result.events,
            ...(rates && { rates: rates.version }),
          },
        });
      }
      if (flag(options, 'json')) context.out(`${JSON.stringify({ dryRun, ...result })}\n`);
      else context.out(summary(result, dryRun));
      return 0;
    });
  },
};
