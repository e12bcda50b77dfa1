import { phoneNumber } from '@touchtrail/store';
import { printList } from './print-list.ts';
import type { Command, OptionValues } from '../context.ts';
import { text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';

const minute = 60_000;

function parseNumber(option: string, value: string): string {
  const number = phoneNumber(value);
  if (number?.startsWith('+')) return number;
  throw new CliError(
    'usage',
    `--${option} ${value} is no phone number with its country.`,
    'Write it like +4930123401.',
  );
}

function parseMinutes(options: OptionValues, name: string, least: number, normal: number): number {
  const value = text(options, name);
  if (value === undefined) return normal;
  const minutes = Number(value);
  if (/^\d+$/.test(value) && minutes >= least && minutes <= 1_440) return minutes;
  throw new CliError('usage', `--${name} ${value} does not fit.`, `Use ${least} to 1,440 minutes.`);
}

export const phoneSetCommand: Command = {
  name: 'phone set',
  args: '',
  arity: [0, 0],
  summary: 'Name the phone numbers that a site shows, one visit each',
  details: [
    'A page asks POST /v1/phone which number to show. A visit that allows offline_join gets one of its',
    'own for --minutes and keeps it while it asks again; all others see --fallback. Imports and webhooks',
    'of calls then find the visit by number and time.',
  ].join('\n'),
  options: {
    site: siteOption,
    number: {
      type: 'string',
      multiple: true,
      value: '+49…',
      help: 'a number of the pool; repeat for each',
    },
    fallback: { type: 'string', value: '+49…', help: 'the number everybody else sees' },
    minutes: { type: 'string', value: 'N', help: 'how long a number is a visit’s own (20)' },
    grace: { type: 'string', value: 'N', help: 'a call so many minutes later still counts (10)' },
  },
  examples: [
    'touchtrail phone set --site my-site --number +4930123401 --number +4930123402 --fallback +4930123400',
  ],
  async run(context, options) {
    const numbers = texts(options, 'number').map((one) => parseNumber('number', one));
    const wanted = text(options, 'fallback');
    if (wanted === undefined) {
      throw new CliError(
        'usage',
        '--fallback is missing.',
        'Name the number that everybody sees who gets none of their own.',
      );
    }
    const fallback = parseNumber('fallback', wanted);
    if (new Set([...numbers, fallback]).size !== numbers.length + 1) {
      throw new CliError(
        'usage',
        'A number stands twice.',
        'Name each number once; the fallback belongs to nobody, so it is none of the pool.',
      );
    }
    const minutes = parseMinutes(options, 'minutes', 1, 20);
    const grace = parseMinutes(options, 'grace', 0, 10);
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      await store.phone.setPool({
        siteId: site.id,
        numbers,
        fallback,
        leaseMs: minutes * minute,
        graceMs: grace * minute,
      });
      const perHour = Math.floor((numbers.length * 60) / (minutes + grace));
      context.note(
        `${numbers.length} numbers: enough for about ${perHour} visits an hour, more see ${fallback}.`,
      );
      return 0;
    });
  },
};

export const phoneListCommand: Command = {
  name: 'phone list',
  args: '',
  arity: [0, 0],
  summary: 'Show the phone numbers of sites',
  options: { json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail phone list'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const pools = await store.phone.pools();
      return printList(
        context,
        options,
        ['site', 'numbers', 'fallback', 'minutes', 'grace'],
        pools,
        (pool) => ({
          site: pool.siteId,
          numbers: pool.numbers.join(' '),
          fallback: pool.fallback,
          minutes: pool.leaseMs / minute,
          grace: pool.graceMs / minute,
        }),
      );
    }),
};
