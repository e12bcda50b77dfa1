import { runReport } from '@touchtrail/analysis';
import { findingsWatchSchema } from '@touchtrail/contract';
import type { FindingsWatch } from '@touchtrail/contract';
import type { Command, OptionSpec } from '../context.ts';
import { text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { siteOption, withSite } from '../find-site.ts';
import { actor, audit } from './actor.ts';
import { dayOf, printList } from './print-list.ts';
import { printSaved, webhookGiven, webhookOption } from './webhook-option.ts';

const json: OptionSpec = { type: 'boolean', help: 'print JSON' };

const shown = ({ cadence, goal, journey, subject, webhook, lookedAt }: FindingsWatch) => ({
  cadence,
  subject,
  goal: goal.join(', ') || 'any conversion',
  journey,
  webhook: webhook?.url ?? '',
  looked: lookedAt === null ? 'not yet' : dayOf(lookedAt),
});

export const findingsShowCommand: Command = {
  name: 'findings show',
  args: '',
  arity: [0, 0],
  summary: 'Say who looks for findings of a site, how often, and who is told',
  options: { site: siteOption, json },
  examples: ['touchtrail findings show --site my-site'],
  run: (context, options) =>
    withSite(context, options, async (store, { id: site }) => {
      const watch = await store.findings.watch(site);
      return printList(
        context,
        options,
        ['cadence', 'subject', 'goal', 'journey', 'webhook', 'looked'],
        watch ? [watch] : [],
        shown,
      );
    }),
};

export const findingsWatchCommand: Command = {
  name: 'findings watch',
  args: '',
  arity: [0, 0],
  summary: 'Let the service look for findings by itself and tell what is new',
  details:
    'Daily or on Mondays, from four in the morning of the site. The secret of a new webhook is printed once; deliveries are signed with it (docs/analysis/findings.md). The list itself: touchtrail report findings --md.',
  options: {
    site: siteOption,
    cadence: { type: 'string', value: 'HOW', help: 'daily, or weekly (default)' },
    goal: { type: 'string', multiple: true, value: 'KEY', help: 'touchpoint, or event:NAME' },
    journey: { type: 'string', value: 'NAME', help: 'a saved journey' },
    subject: { type: 'string', value: 'WHO', help: 'person or account' },
    webhook: webhookOption('who is told what is new'),
    json,
  },
  examples: [
    'touchtrail findings watch --site my-site --cadence weekly --webhook https://chat.example.org/hooks/1',
  ],
  run: (context, options) =>
    withSite(context, options, async (store, { id: site }) => {
      const input = findingsWatchSchema.omit({ site: true }).safeParse({
        cadence: text(options, 'cadence'),
        goal: texts(options, 'goal').flatMap((goal) => goal.split(',')),
        journey: text(options, 'journey'),
        subject: text(options, 'subject'),
        ...webhookGiven(options),
      });
      if (!input.success) {
        const [issue] = input.error.issues;
        throw new CliError(
          'usage',
          `${issue?.path.join('.') ?? 'An option'}: ${issue?.message ?? 'is wrong'}.`,
          'See `touchtrail findings watch --help`.',
        );
      }
      const { watch, secret } = await store.findings.setWatch(site, input.data, actor.id);
      await audit(store, {
        action: 'findings.watch_set',
        site,
        detail: { cadence: watch.cadence },
      });
      printSaved(context, options, watch, secret);
      context.note(`Findings of ${site} are looked for ${watch.cadence}.`);
      return 0;
    }),
};

export const findingsUnwatchCommand: Command = {
  name: 'findings unwatch',
  args: '',
  arity: [0, 0],
  summary: 'Look for findings no more; what was seen stays known',
  options: { site: siteOption },
  examples: ['touchtrail findings unwatch --site my-site'],
  run: (context, options) =>
    withSite(context, options, async (store, { id: site }) => {
      await store.findings.removeWatch(site, actor.id);
      await audit(store, { action: 'findings.watch_removed', site });
      context.note(`Nobody looks for findings of ${site} any more.`);
      return 0;
    }),
};

export const personaListCommand: Command = {
  name: 'persona list',
  args: '',
  arity: [0, 0],
  summary: 'List what personas are called; the groups: touchtrail report personas',
  options: { site: siteOption, json },
  examples: ['touchtrail persona list --site my-site'],
  run: (context, options) =>
    withSite(context, options, async (store, { id: site }) =>
      printList(
        context,
        options,
        ['key', 'version', 'name', 'description', 'by', 'since'],
        await store.personas.list(site),
        ({ key, version, name, description, actor: by, at }) => ({
          key,
          version,
          name,
          description,
          by,
          since: dayOf(at),
        }),
      ),
    ),
};

export const personaNameCommand: Command = {
  name: 'persona name',
  args: 'KEY NAME',
  arity: [2, 2],
  summary: 'Name a persona that the report personas shows; an empty name takes it back',
  options: {
    site: siteOption,
    description: { type: 'string', value: 'TEXT', help: 'who they are' },
    segment: { type: 'string', value: 'KEY', help: 'save its rule as this segment, too' },
  },
  examples: [
    'touchtrail persona name k3f9a1 "Bargain hunters" --site my-site --segment bargain-hunters',
  ],
  run: (context, options, [key = '', name = '']) =>
    withSite(context, options, async (store, site) => {
      const { reader } = store;
      const { result } = await runReport('personas', {}, { reader, site, clock: context.clock });
      const persona = result.personas.find((each) => each.key === key);
      if (!persona && name !== '') {
        throw new CliError(
          'usage',
          `There is no persona ${key}.`,
          `Known: ${result.personas.map((each) => each.key).join(', ') || 'none'}. See \`touchtrail report personas\`.`,
        );
      }
      const segment = text(options, 'segment');
      if (segment !== undefined && !persona?.segment) {
        throw new CliError('usage', 'No rule comes near this persona.', 'Leave --segment out.');
      }
      const description = text(options, 'description') ?? '';
      const typical = persona?.typical ?? [];
      const saved = await store.personas.set(
        site.id,
        { key, name, description, typical },
        actor.id,
      );
      await audit(store, {
        action: 'persona.named',
        site: site.id,
        detail: { key, version: saved.version },
      });
      if (segment !== undefined && persona?.segment) {
        const { rule } = persona.segment;
        await store.segments.set(site.id, { key: segment, name, rule }, actor.id);
        await audit(store, { action: 'segment.set', site: site.id, detail: { key: segment } });
      }
      context.note(name === '' ? `${key} has no name any more.` : `${key} is called ${name}.`);
      return 0;
    }),
};
