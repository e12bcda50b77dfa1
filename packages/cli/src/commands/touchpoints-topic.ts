import { runReport } from '@touchtrail/analysis';
import type { TopicsResult, VocabularyTopic } from '@touchtrail/contract';
import { topicSchema, withTopic } from '@touchtrail/contract';
import { actor, audit } from './actor.ts';
import { spanOf, spanOptions } from './touchpoints-file.ts';
import type { Command } from '../context.ts';
import { text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { didYouMean } from '../terminal/suggest.ts';
import { changeLine } from '../touchpoints/show-changes.ts';

const mostWords = 8;

function entryOf(
  rows: TopicsResult['rows'],
  asked: string,
  key: string | undefined,
  name: string | undefined,
): VocabularyTopic {
  const keys = rows.map(({ topic }) => topic);
  const found = rows.find(({ topic }) => topic === asked);
  if (!found) {
    throw new CliError(
      'usage',
      `No topic ${asked} is found in these comments.`,
      didYouMean(asked, keys) ?? 'See touchtrail report topics for those there are.',
    );
  }
  const parsed = topicSchema.safeParse({
    key: key ?? asked.replace(/^found\./u, ''),
    name: name ?? found.label,
    words: found.words.filter((word) => word.length > 1).slice(0, mostWords),
  });
  if (parsed.success) return parsed.data;
  throw new CliError(
    'usage',
    `The topic cannot be taken over: ${parsed.error.issues[0]?.message ?? 'something is wrong'}.`,
    'Name its key and name yourself: --as delivery.late --name "Late delivery"',
  );
}

export const touchpointsTopicCommand: Command = {
  name: 'touchpoints topic',
  args: 'KEY',
  arity: [1, 1],
  summary: 'Take a topic that was found in comments over into the vocabulary',
  details: [
    'KEY is one of the report topics. Its telling words become the words that comments are searched',
    'for from now on, so that it keeps its name for good; correct them in touchpoints export.',
  ].join('\n'),
  options: {
    site: siteOption,
    as: { type: 'string', value: 'KEY', help: 'in the vocabulary (default: KEY without found.)' },
    name: { type: 'string', value: 'TEXT', help: 'shown for it (default: its words)' },
    ...spanOptions,
    note: { type: 'string', value: 'TEXT', help: 'why, for those who come later' },
    author: { type: 'string', value: 'NAME', help: 'who (default: command line)' },
    json: { type: 'boolean', help: 'print what was saved as JSON' },
  },
  examples: [
    'touchtrail report topics --site my-site --from 30d',
    'touchtrail touchpoints topic found.verspaet --as delivery.late --name "Late delivery" --site my-site --from 30d',
  ],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const { result } = await runReport(
        'topics',
        { ...spanOf(context, options, site.timezone), quotes: 0 },
        { reader: store.reader, site, clock: context.clock, keepTopics: store.foundTopics.keep },
      );
      const topic = entryOf(result.rows, args[0] ?? '', text(options, 'as'), text(options, 'name'));
      const { version, registry } = await store.registry.read(site.id);
      const author = text(options, 'author') ?? actor.id;
      const saved = await store.registry.save(site.id, withTopic(registry, topic), {
        author,
        note: text(options, 'note') ?? `Topic ${topic.key}`,
        ifVersion: version,
      });
      if (saved.saved) {
        await audit(store, {
          action: 'registry.saved',
          site: site.id,
          detail: { version: saved.version, author, changes: saved.changes.length },
        });
      }
      if (options['json'] === true) context.out(`${JSON.stringify({ ...saved, topic })}\n`);
      else for (const change of saved.changes) context.out(`${changeLine(change)}\n`);
      context.note(
        saved.saved
          ? `Version ${saved.version} is in force: ${topic.key} is looked for as ${topic.words?.join(', ') ?? topic.key}.`
          : `Nothing to do: version ${saved.version} says the same.`,
      );
      return 0;
    }),
};
