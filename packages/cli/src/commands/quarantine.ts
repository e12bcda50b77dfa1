import type { QuarantineFilter } from '@touchtrail/store';
import type { Command, Context, OptionValues } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { count } from '../terminal/count.ts';
import { audit } from './actor.ts';
import { printList } from './print-list.ts';

/** Epoch ms of an option: a time, or `2h`, `3d` before now. */
function timeOf(options: OptionValues, name: string, now: number): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const [, amount, unit] = /^(\d{1,5})([mhd])$/.exec(value) ?? [];
  if (amount !== undefined) {
    const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
    return now - Number(amount) * (units[unit ?? ''] ?? 0);
  }
  const time = Date.parse(value);
  if (Number.isFinite(time)) return time;
  throw new CliError(
    'usage',
    `--${name} ${value} is no time.`,
    'Write it like 2026-11-22T10:00Z, or 2h, 3d for so long ago.',
  );
}

const rangeOptions = {
  since: { type: 'string', value: 'TIME', help: 'received from this time on, or 2h, 3d ago' },
  until: { type: 'string', value: 'TIME', help: 'received before this time' },
  code: { type: 'string', multiple: true, value: 'CODE', help: 'refused for this reason' },
} as const;

function filterOf(context: Context, options: OptionValues): Omit<QuarantineFilter, 'site'> {
  const since = timeOf(options, 'since', context.clock());
  const until = timeOf(options, 'until', context.clock());
  const codes = texts(options, 'code');
  return {
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(codes.length > 0 && { codes }),
  };
}

const timeText = (ms: number | null): string => (ms === null ? '' : new Date(ms).toISOString());

export const quarantineListCommand: Command = {
  name: 'quarantine list',
  args: '',
  arity: [0, 0],
  summary: 'Show what was refused, by reason, with a sample of each',
  details: [
    'Of events refused for lack of consent nothing is kept but the reason, so they have no sample and',
    'cannot be replayed.',
  ].join('\n'),
  options: {
    site: { type: 'string', value: 'SITE', help: 'only this site' },
    ...rangeOptions,
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: ['touchtrail quarantine list --site my-site --since 1d'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const wanted = text(options, 'site');
      const site = wanted === undefined ? undefined : (await findSite(store, wanted)).id;
      const found = await store.quarantine.summary({
        ...filterOf(context, options),
        ...(site !== undefined && { site }),
      });
      return printList(
        context,
        options,
        ['site', 'code', 'events', 'replayable', 'replayed', 'last', 'sample', 'message'],
        found,
        (line) => ({ ...line, last: timeText(line.lastAt) }),
      );
    }),
};

export const quarantineShowCommand: Command = {
  name: 'quarantine show',
  args: 'ID',
  arity: [1, 1],
  summary: 'Show one refused event as it was kept, with the reason',
  options: { site: { type: 'string', value: 'SITE', help: 'the site it was sent to' } },
  examples: ['touchtrail quarantine show 5f0c9a3e0d7b4a519a551b7c2f1d8e60 --site my-site'],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const site = (await findSite(store, text(options, 'site'))).id;
      const id = args[0] ?? '';
      const [entry] = await store.quarantine.list({ site, ids: [id] }, 1);
      if (!entry) {
        throw new CliError(
          'unknown_entry',
          `Nothing with the id ${id} was refused at ${site}.`,
          'touchtrail quarantine list shows a sample of each reason.',
        );
      }
      // It holds what a person did.
      await audit(store, { action: 'quarantine.viewed', site });
      let event: unknown = entry.raw;
      try {
        event = JSON.parse(entry.raw);
      } catch {
        // Cut at the limit of what is kept: shown as text.
      }
      const { raw: _raw, basis, receivedAt, sentAt, replayedAt, ...rest } = entry;
      const shown = {
        ...rest,
        receivedAt: timeText(receivedAt),
        sentAt: timeText(sentAt),
        replayedAt: timeText(replayedAt),
        ...(basis !== '' && { basis: JSON.parse(basis) as unknown }),
        event,
      };
      context.out(`${JSON.stringify(shown, null, 2)}\n`);
      return 0;
    }),
};

const pairOf = (name: string, value: string): [string, string] => {
  const at = value.indexOf('=');
  if (at > 0) return [value.slice(0, at), value.slice(at + 1)];
  throw new CliError(
    'usage',
    `--${name} ${value} has no "=".`,
    `Write --${name} ${name === 'set' ? 'currency=EUR' : 'page.uri=page.url'}.`,
  );
};

/** A value as people write it: JSON where it is some, else a text. */
const valueOf = (written: string): unknown => {
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return written;
  }
};

export const quarantineReplayCommand: Command = {
  name: 'quarantine replay',
  args: '',
  arity: [0, 0],
  summary: 'Check refused events again after a fix, and store those that are right now',
  details: [
    'Each is checked as it came: with the time it was received, by the policy of today. What its',
    'sender did wrong can be mended with --rename, --drop and --set, in this order. Each goes in once,',
    'however often this is run. The running service does it where there is one.',
    'Exit code: 0 all went in, 3 some were refused again.',
  ].join('\n'),
  options: {
    site: siteOption,
    ...rangeOptions,
    id: { type: 'string', multiple: true, value: 'ID', help: 'only this one' },
    set: { type: 'string', multiple: true, value: 'PATH=VALUE', help: 'gives a field this value' },
    drop: { type: 'string', multiple: true, value: 'PATH', help: 'takes a field away' },
    rename: { type: 'string', multiple: true, value: 'OLD=NEW', help: 'moves a field' },
    'dry-run': { type: 'boolean', help: 'only say what would happen' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    'touchtrail quarantine replay --site my-site --code invalid_event --set currency=EUR --dry-run',
    'touchtrail quarantine replay --site my-site --code scope_missing --since 2d',
  ],
  async run(context, options) {
    if (!context.replayQuarantine) {
      throw new CliError(
        'invalid_environment',
        'This program has no service that could check events.',
        'Use the touchtrail that came with the service.',
      );
    }
    const wanted = text(options, 'site');
    const site = await context.withStore(async (store) => (await findSite(store, wanted)).id);
    const { codes, since, until } = filterOf(context, options);
    const ids = texts(options, 'id');
    const dryRun = flag(options, 'dry-run');
    let next = context.clock() + 2_000;
    const result = await context.replayQuarantine({
      dataDir: context.dataDir,
      clickhouseUrl: context.clickhouseUrl,
      site,
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(codes && { codes: [...codes] }),
      ...(ids.length > 0 && { ids }),
      dryRun,
      repair: {
        set: Object.fromEntries(
          texts(options, 'set').map((one) => {
            const [path, value] = pairOf('set', one);
            return [path, valueOf(value)];
          }),
        ),
        drop: texts(options, 'drop'),
        rename: Object.fromEntries(texts(options, 'rename').map((one) => pairOf('rename', one))),
      },
      onProgress(checked) {
        if (context.clock() < next) return;
        next = context.clock() + 2_000;
        context.note(`  ${count(checked)} checked`);
      },
    });
    if (flag(options, 'json')) context.out(`${JSON.stringify(result)}\n`);
    else {
      const { checked, accepted, duplicates, refused } = result;
      const went = dryRun ? 'would go in' : 'went in';
      context.out(
        `${count(checked)} checked: ${count(accepted)} ${went}${duplicates > 0 ? `, ${count(duplicates)} were there already` : ''}.\n`,
      );
      for (const { code, events, message, sample } of refused) {
        context.out(`  ${count(events)} refused again, ${code}: ${message} (${sample})\n`);
      }
    }
    return result.refused.length > 0 ? 3 : 0;
  },
};

export const quarantineRowsCommand: Command = {
  name: 'quarantine rows',
  args: '[NAME …]',
  arity: [0, 1_000],
  summary: 'Show acknowledged rows that ClickHouse refused; with --resend send them again',
  details: [
    'They were right for the service and not for the database, as after a restore of an older schema.',
    'Mend that first. Each row goes in once. Exit code: 0, or 3 when some were refused again.',
  ].join('\n'),
  options: {
    resend: { type: 'boolean', help: 'send those named, or all' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: ['touchtrail quarantine rows', 'touchtrail quarantine rows --resend'],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const found = await store.setAside.list();
      if (!flag(options, 'resend')) {
        return printList(context, options, ['name', 'rows', 'reason'], found, (one) => ({
          ...one,
        }));
      }
      const names = args.length > 0 ? args : found.map(({ name }) => name);
      const results = [];
      for (const name of names) results.push(await store.setAside.resend(name));
      printList(context, options, ['name', 'stored', 'duplicates', 'refused'], results, (one) => ({
        ...one,
        refused: one.refused ?? '',
      }));
      return results.some(({ refused }) => refused !== undefined) ? 3 : 0;
    }),
};
