import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { countSegment, segmentMembers } from '@touchtrail/analysis';
import { segmentInputSchema, segmentRuleSchema } from '@touchtrail/contract';
import type { Segment, SegmentRule } from '@touchtrail/contract';
import type { Store } from '@touchtrail/store';
import { actor, audit } from './actor.ts';
import { dayOf, printList } from './print-list.ts';
import { printSaved, webhookGiven, webhookOption } from './webhook-option.ts';
import type { Command, Context, OptionSpec, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { siteOption, withSite } from '../find-site.ts';
import { count } from '../terminal/count.ts';

const json: OptionSpec = { type: 'boolean', help: 'print JSON' };
const ruleHelp =
  'A rule is JSON, in the argument or in a file: {"touched":{"touchpoint":"pricing"},"atLeast":2,"within":"30d"}, {"silentFor":"3d"}, {"inPhase":"decision"}, {"attribute":"plan","op":"is","value":"pro"}, {"account":{"role":"buyer"}}, joined by {"all":[…]}, {"any":[…]} and {"not":…}.';

/** A rule as it was given: JSON, or the name of a file with it. */
async function readRule(given: string): Promise<unknown> {
  let written = given;
  if (!given.trimStart().startsWith('{')) {
    try {
      written = await readFile(given, 'utf8');
    } catch (error) {
      const hint = 'Write the rule as JSON, or name a file with it.';
      throw new CliError('file_not_found', `There is no file ${given}.`, hint, { cause: error });
    }
  }
  try {
    return JSON.parse(written);
  } catch (error) {
    throw new CliError('usage', 'The rule is not JSON.', ruleHelp, { cause: error });
  }
}

function wrongRule(issues: readonly { path: readonly PropertyKey[]; message: string }[]): CliError {
  const [issue] = issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return new CliError(
    'usage',
    `The rule cannot be used: ${where}${issue?.message ?? ''}.`,
    ruleHelp,
  );
}

async function known(store: Store, site: string, key: string): Promise<Segment> {
  const found = await store.segments.find(site, key.replace(/^@/, ''));
  if (found) return found;
  throw new CliError(
    'unknown_segment',
    `There is no segment @${key.replace(/^@/, '')} on ${site}.`,
    'See `touchtrail segment list`.',
  );
}

async function printCount(
  context: Context,
  options: OptionValues,
  store: Store,
  site: string,
  rule: SegmentRule,
): Promise<number> {
  const { reader } = store;
  const found = await countSegment({ reader, clock: context.clock }, site, rule);
  context.out(
    flag(options, 'json')
      ? `${JSON.stringify(found)}\n`
      : `${count(found.people)} of ${count(found.of)} people\n`,
  );
  return 0;
}

export const segmentListCommand: Command = {
  name: 'segment list',
  args: '',
  arity: [0, 0],
  summary: 'List saved segments',
  options: { site: siteOption, json },
  examples: ['touchtrail segment list --site my-site'],
  run: (context, options) =>
    withSite(context, options, async (store, { id: site }) =>
      printList(
        context,
        options,
        ['key', 'version', 'name', 'webhook', 'since', 'rule'],
        await store.segments.list(site),
        ({ key, version, name, webhook, at, rule }) => ({
          key: `@${key}`,
          version,
          name,
          webhook: webhook?.url ?? '',
          since: dayOf(at),
          rule: JSON.stringify(rule),
        }),
      ),
    ),
};

export const segmentSetCommand: Command = {
  name: 'segment set',
  args: 'KEY RULE',
  arity: [2, 2],
  summary: 'Save a segment as a new version; reports take it as --param segment=@KEY',
  details: `${ruleHelp}\nThe secret of a new webhook is printed once; deliveries are signed with it (docs/segments.md).`,
  options: {
    site: siteOption,
    name: { type: 'string', value: 'TEXT', help: 'what people call it' },
    description: { type: 'string', value: 'TEXT', help: 'who they are; left out, it stays' },
    webhook: webhookOption('who is told when somebody enters or leaves'),
    json,
  },
  examples: [
    `touchtrail segment set warm '{"touched":{"touchpoint":"pricing"},"atLeast":2,"within":"30d"}' --site my-site`,
    'touchtrail segment set warm warm.json --webhook https://crm.example.org/segments --site my-site',
  ],
  run: (context, options, [key = '', given = '']) =>
    withSite(context, options, async (store, { id: site }) => {
      const input = segmentInputSchema.safeParse({
        key: key.replace(/^@/, ''),
        name: text(options, 'name') ?? '',
        description: text(options, 'description'),
        rule: await readRule(given),
        ...webhookGiven(options),
      });
      if (!input.success) throw wrongRule(input.error.issues);
      const { segment, secret } = await store.segments.set(site, input.data, actor.id);
      await audit(store, { action: 'segment.set', site, detail: { key: segment.key } });
      printSaved(context, options, segment, secret);
      context.note(`@${segment.key} is version ${segment.version}.`);
      return 0;
    }),
};

export const segmentRemoveCommand: Command = {
  name: 'segment remove',
  args: 'KEY',
  arity: [1, 1],
  summary: 'Remove a segment; reports that name a version of it still find it',
  options: { site: siteOption },
  examples: ['touchtrail segment remove warm --site my-site'],
  run: (context, options, [key = '']) =>
    withSite(context, options, async (store, { id: site }) => {
      const segment = await known(store, site, key);
      await store.segments.remove(site, segment.key, actor.id);
      await audit(store, { action: 'segment.removed', site, detail: { key: segment.key } });
      context.note(`@${segment.key} is removed.`);
      return 0;
    }),
};

export const segmentCountCommand: Command = {
  name: 'segment count',
  args: 'KEY',
  arity: [1, 1],
  summary: 'Say how many people are in a segment now',
  options: { site: siteOption, json },
  examples: ['touchtrail segment count warm --site my-site'],
  run: (context, options, [key = '']) =>
    withSite(context, options, async (store, { id: site }) => {
      const { rule } = await known(store, site, key);
      return printCount(context, options, store, site, rule);
    }),
};

export const segmentTestCommand: Command = {
  name: 'segment test',
  args: 'RULE',
  arity: [1, 1],
  summary: 'Say how many people a rule is true of, without saving it',
  details: ruleHelp,
  options: { site: siteOption, json },
  examples: [`touchtrail segment test '{"silentFor":"3d"}' --site my-site`],
  run: (context, options, [given = '']) =>
    withSite(context, options, async (store, { id: site }) => {
      const rule = segmentRuleSchema.safeParse(await readRule(given));
      if (!rule.success) throw wrongRule(rule.error.issues);
      return printCount(context, options, store, site, rule.data);
    }),
};

export const segmentMembersCommand: Command = {
  name: 'segment members',
  args: 'KEY',
  arity: [1, 1],
  summary: 'Write who is in a segment now, one person a line',
  options: {
    site: siteOption,
    format: { type: 'string', value: 'FORMAT', help: 'csv or ndjson (default)' },
  },
  examples: ['touchtrail segment members warm --site my-site --format csv > warm.csv'],
  run: (context, options, [key = '']) =>
    withSite(context, options, async (store, { id: site }) => {
      const format = text(options, 'format') ?? 'ndjson';
      if (format !== 'csv' && format !== 'ndjson') {
        throw new CliError('usage', `--format ${format} is not known.`, 'Take csv or ndjson.');
      }
      const segment = await known(store, site, key);
      await audit(store, {
        action: 'segment.members_exported',
        site,
        detail: { key: segment.key },
      });
      const query = await segmentMembers(
        { reader: store.reader, clock: context.clock },
        site,
        segment.rule,
      );
      const { bytes } = await store.streams.open({
        ...query,
        format: format === 'csv' ? 'CSVWithNames' : 'JSONEachRow',
      });
      for await (const chunk of bytes) {
        const written = context.stdout.write(Buffer.from(chunk).toString());
        if (written === false && 'once' in context.stdout) {
          await once(context.stdout as NodeJS.WritableStream, 'drain');
        }
      }
      return 0;
    }),
};
