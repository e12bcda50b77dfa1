import type { Registry, VocabularyTopic } from '@touchtrail/contract';
import { role } from '../../app/state.ts';
import { useKept } from '../../app/use-kept.ts';
import { formatCount } from '../../format/numbers.ts';
import { edit, moved } from './draft.ts';
import { channelKeys } from './matcher-form.ts';
import { NamesField, tidyNames } from './names-field.tsx';
import type { Part } from './part.ts';
import { say } from './say.ts';

type Section = 'phases' | 'departments' | 'topics';
type Word = VocabularyTopic;

const titles = {
  phases: 'Phases in order',
  departments: 'Departments',
  topics: 'Topics of feedback',
} as const;

function AddWord({
  site,
  list,
  known,
  onAdd,
}: {
  site: string;
  list: string;
  known: readonly Word[];
  onAdd: (key: string) => void;
}) {
  const [key, setKey, forget] = useKept(`word ${site} ${list}`, '');
  return (
    <form
      class="controls no-print"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(key);
        forget();
      }}
    >
      <input
        type="text"
        required
        aria-label={say('Add to {list}', { list })}
        placeholder={say('Key')}
        maxLength={63}
        pattern="[a-z0-9][a-z0-9_.\-]*"
        title={say('small letters, digits, dots, dashes and underscores')}
        value={key}
        onInput={(event) => setKey(event.currentTarget.value)}
      />
      <button type="submit" class="button small" disabled={known.some((one) => one.key === key)}>
        {say('Add')}
      </button>
    </form>
  );
}

function WordList({ part, section }: { part: Part; section: Section }) {
  const { answer, registry } = part;
  const words: readonly Word[] = registry[section];
  const may = role.value !== 'viewer';
  const title = say(titles[section]);
  const put = (next: readonly Word[]) =>
    edit(answer, (now): Registry => ({ ...now, [section]: next }));
  const change = (at: number, patch: Partial<Record<keyof Word, unknown>>) => {
    const one = Object.entries({ ...words[at], ...patch }).filter(
      ([, value]) => value !== undefined,
    );
    put(words.with(at, Object.fromEntries(one) as Word));
  };
  const used = (key: string): number =>
    section === 'topics'
      ? 0
      : registry.touchpoints.filter(
          (one) => (section === 'phases' ? one.phase : one.department) === key,
        ).length;
  return (
    <section class="figure" aria-labelledby={`words-${section}`}>
      <h2 id={`words-${section}`}>{title}</h2>
      <ol class="lines">
        {words.map((word, at) => (
          <li key={word.key} class="line">
            <code>{word.key}</code>
            {may ? (
              <NamesField
                label={`${say('Name')} ${word.key}`}
                value={word.name}
                onChange={(name) => change(at, { name })}
              />
            ) : (
              <bdi>{JSON.stringify(word.name ?? word.key)}</bdi>
            )}
            {section === 'topics' && (
              <label class="number-field">
                <span>{say('Words, separated by commas')}</span>
                <input
                  type="text"
                  class="wide-input"
                  readOnly={!may}
                  defaultValue={word.words?.join(', ') ?? ''}
                  onChange={(event) => {
                    const given = event.currentTarget.value
                      .split(',')
                      .map((one) => one.trim())
                      .filter((one) => one !== '');
                    change(at, { words: given.length === 0 ? undefined : given });
                  }}
                />
              </label>
            )}
            {used(word.key) > 0 && (
              <span class="muted">
                {say('{n} touchpoints', { n: formatCount(used(word.key)) })}
              </span>
            )}
            {may && (
              <span class="row-tools no-print">
                <button
                  type="button"
                  class="button small"
                  aria-label={say('Move {key} up', { key: word.key })}
                  aria-disabled={at === 0}
                  onClick={() => at > 0 && put(moved(words, at, -1))}
                >
                  ↑
                </button>
                <button
                  type="button"
                  class="button small"
                  aria-label={say('Move {key} down', { key: word.key })}
                  aria-disabled={at === words.length - 1}
                  onClick={() => at < words.length - 1 && put(moved(words, at, 1))}
                >
                  ↓
                </button>
                <button
                  type="button"
                  class="button small"
                  aria-label={say('Remove {key}', { key: word.key })}
                  disabled={section === 'phases' && words.length === 1}
                  onClick={() => put(words.filter((_, one) => one !== at))}
                >
                  {say('Remove')}
                </button>
              </span>
            )}
          </li>
        ))}
      </ol>
      {may && (
        <AddWord
          site={answer.site}
          list={title}
          known={words}
          onAdd={(key) => put([...words, { key }])}
        />
      )}
    </section>
  );
}

function ChannelNames({ answer, registry }: Part) {
  return (
    <section class="figure" aria-labelledby="words-channels">
      <h2 id="words-channels">{say('Names of channels')}</h2>
      <ol class="lines">
        {channelKeys.map((key) => (
          <li key={key} class="line">
            <code>{key}</code>
            <NamesField
              label={`${say('Name')} ${key}`}
              value={registry.channels[key]}
              onChange={(name) =>
                edit(answer, (now) => {
                  const { [key]: _before, ...rest } = now.channels;
                  return { ...now, channels: name === undefined ? rest : { ...rest, [key]: name } };
                })
              }
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

const tidyWords = <T extends Word>(list: readonly T[]): T[] =>
  list.map((one) => {
    const { name, ...rest } = one;
    const tidy = tidyNames(name);
    return (tidy === undefined ? rest : { ...rest, name: tidy }) as T;
  });

/** What was left empty while typing is not sent. */
export function tidied(registry: Registry): Registry {
  const channels = Object.entries(registry.channels).flatMap(([key, name]) => {
    const tidy = tidyNames(name);
    return tidy === undefined ? [] : [[key, tidy]];
  });
  return {
    ...registry,
    phases: tidyWords(registry.phases),
    departments: tidyWords(registry.departments),
    topics: tidyWords(registry.topics),
    channels: Object.fromEntries(channels) as Registry['channels'],
  };
}

/** What the site calls things, in as many languages as it likes. */
export function WordsPart(part: Part) {
  return (
    <>
      <WordList part={part} section="phases" />
      <WordList part={part} section="departments" />
      <WordList part={part} section="topics" />
      {role.value !== 'viewer' && <ChannelNames {...part} />}
    </>
  );
}
