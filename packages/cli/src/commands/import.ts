import { isTimeZone } from '@touchtrail/contract';
import { openImportGate } from '@touchtrail/store';
import type { Command, Context } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { parseMapping } from '../import/columns.ts';
import { importFile } from '../import/import-file.ts';
import type { ImportOptions, ImportSummary } from '../import/import-file.ts';
import { foreignSources } from '../import/foreign/index.ts';
import type { ForeignSource } from '../import/foreign/foreign-source.ts';
import { importFormats } from '../import/open-input.ts';
import { parsePurposes } from '../import/parse-purposes.ts';
import { findRecipe, recipes } from '../import/recipes/index.ts';
import type { Recipe } from '../import/recipes/recipe.ts';
import { showProgress } from '../import/show-progress.ts';
import { count } from '../terminal/count.ts';

function parseFormat(value: string | undefined): ImportOptions['format'] {
  if (value === undefined) return undefined;
  const format = importFormats.find((known) => known === value);
  if (format === undefined) {
    throw new CliError(
      'usage',
      `--format ${value} is not known.`,
      `Use ${importFormats.slice(0, -1).join(', ')} or ${importFormats.at(-1)}.`,
    );
  }
  return format;
}

/** What an import did, in words. */
export function describeImport(summary: ImportSummary): string {
  const { dryRun, imported, alreadyThere, rejected, elapsedMs, eventsPerSecond } = summary;
  const seconds = (elapsedMs / 1_000).toFixed(1);
  const lines = dryRun
    ? [`${count(imported)} valid, ${count(rejected)} refused; nothing stored (dry run).`]
    : [
        `${count(imported)} new, ${count(alreadyThere)} already there, ${count(rejected)} refused; ${seconds} s, ${count(eventsPerSecond)} events/s.`,
      ];
  for (const { reason, count: times } of summary.reasons.slice(0, 5)) {
    lines.push(`  ${count(times)} × ${reason}`);
  }
  if (summary.channels.length > 0) {
    const words = summary.channels.slice(0, 8).map(({ word, channel }) => `${word} → ${channel}`);
    lines.push(`Channels read as: ${words.join(', ')} (the words are kept as props.channel)`);
  }
  if (summary.rejectedFile !== null) {
    lines.push(`Refused lines with reasons: ${summary.rejectedFile}`);
  } else if (dryRun) {
    for (const { line, reason } of summary.examples) lines.push(`  line ${line}: ${reason}`);
  }
  return lines.join('\n');
}

/** A recipe in words: what it looks for, and a file it reads. */
function describeRecipe({ name, summary, columns, constants, touchpointPrefix, sample }: Recipe) {
  const fields = Object.entries(columns).map(
    ([field, names]) => `  ${field}: ${names?.join(', ')}`,
  );
  return [
    `${name}: ${summary}`,
    `Same in every row: channel ${constants.channel}, name ${constants.name}, type ${constants.type ?? 'touch'}.`,
    ...(touchpointPrefix ? [`Touchpoint: ${touchpointPrefix} and the word of its column.`] : []),
    'Columns, the first name found is taken; --map FIELD=COLUMN overrules; others become props:',
    ...fields,
    'For example:',
    sample,
    '',
  ].join('\n');
}

const describeForeign = ({ name, summary, details }: ForeignSource): string =>
  [`${name}: ${summary}`, ...details, ''].join('\n');

function parseZone(value: string | undefined): string | undefined {
  if (value !== undefined && !isTimeZone(value)) {
    throw new CliError(
      'usage',
      `--timezone ${value} is no time zone.`,
      'Write an IANA name such as Europe/Berlin.',
    );
  }
  return value;
}

async function load(
  context: Context,
  options: Omit<ImportOptions, 'clock' | 'onProgress'>,
): Promise<ImportSummary> {
  const progress = showProgress(context);
  try {
    return await importFile({ ...options, clock: context.clock, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}

export const importCommand: Command = {
  name: 'import',
  args: 'FILE|-',
  arity: [0, 1],
  summary: 'Load events from CSV, NDJSON or Parquet; a second import of the same file adds nothing',
  details: [
    'CSV columns: event_id, timestamp, seq, session_id, person_id, anonymous_id, account_id, channel,',
    'touchpoint, name, type, is_conversion, value, currency, rating, comment, url, referrer, source,',
    'medium, campaign, consent_purposes, consent_source, consent_at; all others are kept as props. With',
    'consent_purposes a row that states none is refused. A recipe knows the columns of a kind of system:',
    `${recipes.map((recipe) => recipe.name).join(', ')}`,
    `or of another analytics system: ${foreignSources.map((source) => source.name).join(', ')}`,
    '(--recipe NAME alone prints it); its times without a zone are local to the site. NDJSON: one event a line, as POST /v1/events takes',
    'them. Each may be packed with gzip or zstd. Refused lines go to FILE.rejected.ndjson.',
    'Exit code: 0 all lines are in, 3 some were refused, 1 failed.',
  ].join('\n'),
  options: {
    site: siteOption,
    format: {
      type: 'string',
      value: 'csv|ndjson|parquet',
      help: 'default: from the name or the content',
    },
    map: {
      type: 'string',
      multiple: true,
      value: 'FIELD=COLUMN',
      help: 'takes a field from another column',
    },
    recipe: {
      type: 'string',
      value: 'NAME',
      help: 'reads the columns of tills, call centres, CRMs, mailings …, or ga4, snowplow',
    },
    timezone: {
      type: 'string',
      value: 'ZONE',
      help: 'where times without a zone are local (with --recipe: the site’s zone)',
    },
    consent: {
      type: 'string',
      value: 'PURPOSES',
      help: 'what your own record covers (measurement,identification,offline_join)',
    },
    'no-scrub': {
      type: 'boolean',
      help: 'keep addresses and texts as they are, with e-mail addresses, tokens and numbers in them',
    },
    'dry-run': {
      type: 'boolean',
      help: 'check only, store nothing; with --site also against what that site knows',
    },
    force: {
      type: 'boolean',
      help: 'take ids as they are, though they look like something else than their column says',
    },
    json: { type: 'boolean', help: 'print the summary as JSON' },
  },
  examples: [
    'touchtrail import events.csv --site my-site',
    'touchtrail import calls.csv --site my-site --map timestamp=started --map person_id=customer',
    'touchtrail import tills.csv --site my-site --recipe store-receipts',
    'touchtrail import events.json --site my-site --recipe ga4',
    'touchtrail import events.ndjson.gz --site my-site --consent measurement,offline_join',
    'zcat day-*.csv.gz | touchtrail import - --site my-site',
  ],
  async run(context, options, args) {
    const wantedRecipe = text(options, 'recipe');
    const foreign = foreignSources.find((source) => source.name === wantedRecipe);
    const recipe =
      wantedRecipe === undefined || foreign !== undefined ? undefined : findRecipe(wantedRecipe);
    const file = args[0];
    if (file === undefined) {
      if (foreign) {
        context.out(describeForeign(foreign));
        return 0;
      }
      if (!recipe) {
        throw new CliError(
          'usage',
          'import needs FILE|-.',
          'touchtrail import events.csv --site my-site, or - for standard input.',
        );
      }
      context.out(describeRecipe(recipe));
      return 0;
    }
    const timezone = parseZone(text(options, 'timezone'));
    const consent = text(options, 'consent');
    const format = parseFormat(text(options, 'format'));
    const dryRun = flag(options, 'dry-run');
    const shared = {
      input: file === '-' ? { name: 'stdin', stream: context.stdin } : file,
      mapping: parseMapping(texts(options, 'map')),
      dryRun,
      asTheyAre: flag(options, 'no-scrub'),
      force: flag(options, 'force'),
      ...(recipe && { recipe }),
      ...(foreign && { foreign }),
      ...(timezone !== undefined && { timezone }),
      ...(consent !== undefined && { purposes: parsePurposes(consent) }),
      ...(format !== undefined && { format }),
    };
    const wanted = text(options, 'site');
    if (wanted === undefined && !dryRun) {
      throw new CliError(
        'usage',
        'Which site? --site is missing.',
        'touchtrail site list shows them; for a check of the file alone add --dry-run.',
      );
    }
    const summary =
      wanted === undefined
        ? await load(context, {
            ...(recipe && { timezone: 'UTC' }),
            ...shared,
            site: 'dry-run',
          })
        : await context.withStore(async (store) => {
            const site = await findSite(store, wanted);
            const pools = await store.phone.pools();
            const calls = pools.some((pool) => pool.siteId === site.id)
              ? await store.phone.join(site.id, { from: 0, to: context.clock() })
              : undefined;
            return load(context, {
              ...(calls && { calls }),
              ...(recipe && { timezone: site.timezone }),
              ...shared,
              store,
              site: site.id,
              currency: site.currency,
              gate: await openImportGate({ store, site, clock: context.clock }),
            });
          });
    if (flag(options, 'json')) context.out(`${JSON.stringify(summary)}\n`);
    else context.note(describeImport(summary));
    return summary.rejected > 0 ? 3 : 0;
  },
};
