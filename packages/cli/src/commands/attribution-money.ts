import { readCosts, readRates } from '../attribution/read-costs.ts';
import type { Command } from '../context.ts';
import { text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { count } from '../terminal/count.ts';
import { printList } from './print-list.ts';

function dimensionOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (/^(channel|campaign|touchpoint|props\.[^.]{1,100})$/.test(given)) return given;
  throw new CliError(
    'usage',
    `--by ${given} is not known.`,
    'Use channel, campaign, touchpoint or props.NAME.',
  );
}

export const costImportCommand: Command = {
  name: 'cost import',
  args: 'FILE|-',
  arity: [1, 1],
  summary: 'Load what was spent, so that the report attribution shows return on spend',
  details: [
    'CSV columns: period (2026-10-31, 2026-10, 2026, or a first day with the last in a column to), channel or',
    'campaign, amount, and perhaps currency (default: the site’s). With --by the column key names a touchpoint',
    'or the value of a property. The same key and period again replaces what was there.',
  ].join('\n'),
  options: {
    site: siteOption,
    by: {
      type: 'string',
      value: 'WHAT',
      help: 'what the column key names: touchpoint or props.NAME',
    },
  },
  examples: ['touchtrail cost import spend.csv --site my-site'],
  run: (context, options, [file = '']) => {
    const by = dimensionOf(text(options, 'by'));
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const costs = await readCosts(context, file, by, site.currency);
      await store.costs.put(site.id, costs);
      context.note(`${count(costs.length)} entries of spend stored for ${site.id}.`);
      return 0;
    });
  },
};

export const costListCommand: Command = {
  name: 'cost list',
  args: '',
  arity: [0, 0],
  summary: 'Show what was spent, as loaded',
  options: { site: siteOption, json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail cost list --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const costs = await store.costs.list(site.id);
      return printList(
        context,
        options,
        ['by', 'key', 'from', 'to', 'amount', 'currency'],
        costs,
        ({ dimension, key, firstDay, lastDay, amount, currency }) => ({
          by: dimension,
          key,
          from: firstDay,
          to: lastDay,
          amount,
          currency,
        }),
      );
    }),
};

export const costRemoveCommand: Command = {
  name: 'cost remove',
  args: '',
  arity: [0, 0],
  summary:
    'Take spend out again: all of a site, or that by channel, campaign, touchpoint or property',
  options: {
    site: siteOption,
    by: { type: 'string', value: 'WHAT', help: 'channel, campaign, touchpoint or props.NAME' },
  },
  examples: ['touchtrail cost remove --site my-site --by campaign'],
  run: (context, options) => {
    const by = dimensionOf(text(options, 'by'));
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const removed = await store.costs.remove(site.id, by);
      context.note(`${count(removed)} entries of spend removed from ${site.id}.`);
      return 0;
    });
  },
};

export const rateImportCommand: Command = {
  name: 'rate import',
  args: 'FILE|-',
  arity: [1, 1],
  summary: 'Load what currencies are worth, so that values of several can be added up',
  details:
    'CSV columns: day from which the rate holds, from, to (default: the site’s currency), rate. It holds until\nthe next one of the pair; a pair known the other way round is turned.',
  options: { site: siteOption },
  examples: ['touchtrail rate import rates.csv --site my-site'],
  run: (context, options, [file = '']) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const rates = await readRates(context, file, site.currency);
      await store.costs.putRates(site.id, rates);
      context.note(`${count(rates.length)} rates stored for ${site.id}.`);
      return 0;
    }),
};

export const rateListCommand: Command = {
  name: 'rate list',
  args: '',
  arity: [0, 0],
  summary: 'Show what currencies are worth, as loaded',
  options: { site: siteOption, json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail rate list --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const rates = await store.costs.rates(site.id);
      return printList(context, options, ['from', 'to', 'since', 'rate'], rates, (one) => ({
        from: one.from,
        to: one.to,
        since: one.firstDay,
        rate: one.rate,
      }));
    }),
};
