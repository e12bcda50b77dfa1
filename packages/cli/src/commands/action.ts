import { measureAction } from '@touchtrail/analysis';
import { actionInputSchema, actionStates, actionTargetSchema } from '@touchtrail/contract';
import type { Action, ActionMeasure, Proportion } from '@touchtrail/contract';
import type { Store } from '@touchtrail/store';
import type { Command, OptionSpec, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { siteOption, withSite } from '../find-site.ts';
import { actor, audit } from './actor.ts';
import { printList } from './print-list.ts';

const json: OptionSpec = { type: 'boolean', help: 'print JSON' };
const states = actionStates.join(', ');

/** What may be said of an action; each is left as it is when its option is not given. */
const said = {
  state: { type: 'string', value: 'STATE', help: states },
  note: { type: 'string', value: 'TEXT', help: 'what is to be done' },
  finding: { type: 'string', value: 'KEY', help: 'the finding it is because of' },
  owner: { type: 'string', value: 'WHO', help: 'who does it' },
  due: { type: 'string', value: 'DAY', help: '2027-01-31, or none' },
  shipped: { type: 'string', value: 'DAY', help: 'the day it went live, or none' },
  metric: {
    type: 'string',
    value: 'WHAT',
    help: 'what it should move: conversion, or loss at --touchpoint; none: nothing',
  },
  touchpoint: { type: 'string', value: 'KEY', help: 'where' },
  expected: { type: 'string', value: 'SHARE', help: 'what that should become, 0 to 1' },
  days: { type: 'string', value: 'N', help: 'days before and after that are compared (28)' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

const texts = ['state', 'note', 'finding', 'owner'] as const;
const days = ['due', 'shipped'] as const;
const number = (written: string | undefined): number | undefined =>
  written === undefined ? undefined : Number(written);

function target(options: OptionValues, before: Action['target']): unknown {
  const metric = text(options, 'metric');
  if (metric === 'none') return null;
  const given = Object.entries({
    metric,
    touchpoint: text(options, 'touchpoint'),
    expected: number(text(options, 'expected')),
    days: number(text(options, 'days')),
  }).filter(([, value]) => value !== undefined);
  // Without a metric of its own, `--days 14` changes the target that is there.
  return given.length === 0 ? before : { ...before, ...Object.fromEntries(given) };
}

function input(options: OptionValues, title: string | undefined, before?: Action) {
  const changes: Record<string, unknown> = {};
  for (const key of texts) changes[key] = text(options, key) ?? before?.[key];
  for (const key of days) {
    const day = text(options, key);
    changes[key] = day === 'none' ? null : (day ?? before?.[key]);
  }
  const parsed = actionInputSchema.omit({ site: true, version: true }).safeParse({
    ...changes,
    title: title ?? before?.title,
    target: target(options, before?.target ?? null),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(
    'usage',
    `${issue?.path.join('.') || 'The action'}: ${issue?.message ?? 'is wrong'}.`,
    `States: ${states}. Metrics: ${actionTargetSchema.shape.metric.options.join(', ')}. Days: 2027-01-31.`,
  );
}

/** The action whose id is this, or begins with it. */
async function find({ actions }: Pick<Store, 'actions'>, site: string, id: string) {
  const fitting = (await actions.list(site)).filter((each) => each.id.startsWith(id));
  const [only] = fitting;
  if (only && fitting.length === 1) return only;
  throw new CliError(
    'usage',
    fitting.length === 0 ? `There is no action ${id}.` : `${id} is the beginning of several ids.`,
    'See `touchtrail action list`.',
  );
}

const shown = ({ id, state, title, owner, due, shipped, finding, version }: Action) => ({
  id: id.slice(0, 8),
  state,
  title,
  owner,
  due: due ?? '',
  shipped: shipped ?? '',
  finding,
  version,
});
const columns = ['id', 'state', 'title', 'owner', 'due', 'shipped', 'finding', 'version'];

export const actionListCommand: Command = {
  name: 'action list',
  args: '',
  arity: [0, 0],
  summary: 'List what is done because of findings',
  options: {
    site: siteOption,
    state: { type: 'string', value: 'STATE', help: `only these: ${states}` },
    json,
  },
  examples: ['touchtrail action list --site my-site --state doing'],
  run: (context, options) =>
    withSite(context, options, async (store, { id: site }) => {
      const state = text(options, 'state');
      if (state !== undefined && !(actionStates as readonly string[]).includes(state)) {
        throw new CliError('usage', `There is no state ${state}.`, `States: ${states}.`);
      }
      const all = await store.actions.list(site);
      const asked = all.filter((each) => state === undefined || each.state === state);
      return printList(context, options, columns, asked, shown);
    }),
};

export const actionAddCommand: Command = {
  name: 'action add',
  args: 'TITLE',
  arity: [1, 1],
  summary: 'Note what is to be done because of a finding',
  details: 'Keys of findings: touchtrail report findings.',
  options: { site: siteOption, ...said, json },
  examples: [
    'touchtrail action add "Shorter form" --site my-site --finding loss/checkout.payment --owner ada --due 2027-01-31 --metric loss --touchpoint checkout.payment',
  ],
  run: (context, options, [title]) =>
    withSite(context, options, async (store, { id: site }) => {
      const made = await store.actions.add(site, input(options, title), actor.id);
      await audit(store, { action: 'action.added', site, detail: { id: made.id } });
      context.out(flag(options, 'json') ? `${JSON.stringify(made)}\n` : `${made.id}\n`);
      context.note(`${made.title}: ${made.state}.`);
      return 0;
    }),
};

export const actionSetCommand: Command = {
  name: 'action set',
  args: 'ID',
  arity: [1, 1],
  summary: 'Change an action: its state, owner, days or target',
  details: 'ID may be shortened. What is not named stays; none takes a day or the target away.',
  options: {
    site: siteOption,
    title: { type: 'string', value: 'TEXT', help: 'what it is called' },
    ...said,
    json,
  },
  examples: ['touchtrail action set 3f9a1c07 --site my-site --state shipped --shipped 2027-01-29'],
  run: (context, options, [id = '']) =>
    withSite(context, options, async (store, { id: site }) => {
      const before = await find(store, site, id);
      const changed = input(options, text(options, 'title'), before);
      const saved = await store.actions.change(site, before.id, before.version, changed, actor.id);
      const detail = { id: saved.id, version: saved.version };
      await audit(store, { action: 'action.changed', site, detail });
      if (flag(options, 'json')) context.out(`${JSON.stringify(saved)}\n`);
      context.note(`${saved.title}: ${saved.state}, version ${saved.version}.`);
      return 0;
    }),
};

export const actionRemoveCommand: Command = {
  name: 'action remove',
  args: 'ID',
  arity: [1, 1],
  summary: 'Take an action off the board; its versions stay',
  options: { site: siteOption },
  examples: ['touchtrail action remove 3f9a1c07 --site my-site'],
  run: (context, options, [id = '']) =>
    withSite(context, options, async (store, { id: site }) => {
      const found = await find(store, site, id);
      await store.actions.remove(site, found.id, actor.id);
      await audit(store, { action: 'action.removed', site, detail: { id: found.id } });
      context.note(`${found.title} is not on the board any more.`);
      return 0;
    }),
};

const percent = (value: number | null): string =>
  value === null ? '?' : `${(value * 100).toFixed(1)} %`;

function rows({ before, after, difference }: ActionMeasure) {
  const span = (name: string, of: Proportion & { from: string; to: string }) => ({
    span: name,
    from: of.from,
    to: of.to,
    count: of.count,
    of: of.of,
    share: percent(of.rate),
    low: percent(of.low),
    high: percent(of.high),
  });
  return [
    span('before', before),
    span('after', after),
    {
      span: 'difference',
      from: '',
      to: '',
      count: '',
      of: '',
      share: percent(difference.value),
      low: percent(difference.low),
      high: percent(difference.high),
    },
  ];
}

export const actionMeasureCommand: Command = {
  name: 'action measure',
  args: 'ID',
  arity: [1, 1],
  summary: 'Compare what an action should move before and after the day it went live',
  details:
    'As many days on either side, the day itself in neither. Two spans of time are no experiment: whatever else changed is in the difference.',
  options: { site: siteOption, json },
  examples: ['touchtrail action measure 3f9a1c07 --site my-site'],
  run: (context, options, [id = '']) =>
    withSite(context, options, async (store, site) => {
      const { reader } = store;
      const found = await find(store, site.id, id);
      const measured = await measureAction(found, { reader, site, clock: context.clock });
      if (flag(options, 'json')) {
        context.out(`${JSON.stringify(measured)}\n`);
        return 0;
      }
      const all = ['span', 'from', 'to', 'count', 'of', 'share', 'low', 'high'];
      printList(context, options, all, rows(measured), (row) => row);
      const { p, complete, metric } = measured;
      context.note(`${metric}: p = ${p === null ? '?' : p.toPrecision(2)}.`);
      if (!complete) context.note('The days after are not over yet: this can still change.');
      return 0;
    }),
};
