import { go, role, site, view, zone } from '../../app/state.ts';
import { save } from '../../export/save.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { LastDone } from '../../ui/last-done.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Problem } from '../../ui/states.tsx';
import { screenTitle } from '../../words/screens.ts';
import { draftOf } from './draft.ts';
import type { Part } from './part.ts';
import { Rules } from './rules.tsx';
import { SaveSheet } from './save-sheet.tsx';
import { say } from './say.ts';
import { Touchpoints } from './touchpoints.tsx';
import { Unmapped } from './unmapped.tsx';
import { useRegistry } from './use-registry.ts';
import type { RegistryState } from './use-registry.ts';
import { Versions } from './versions.tsx';
import { WordsPart } from './words-part.tsx';

const parts = {
  touchpoints: Touchpoints,
  unmapped: Unmapped,
  rules: Rules,
  words: WordsPart,
  versions: Versions,
} as const;
const partWords = {
  touchpoints: 'Touchpoints',
  unmapped: 'Not mapped',
  rules: 'Rules',
  words: 'Words',
  versions: 'Versions',
} as const;
const names = ['touchpoints', 'unmapped', 'rules', 'words', 'versions'] as const;

function Said({ state }: { state: RegistryState }) {
  if (state.refusal && draftOf(site.value?.id ?? '') === null) {
    return (
      <p class="warning" role="alert">
        <bdi>{state.refusal.text}</bdi>
      </p>
    );
  }
  if (state.clash && draftOf(site.value?.id ?? '') === null) {
    const { version, author } = state.clash.current;
    return (
      <p class="warning" role="alert">
        <bdi>
          {say('Somebody else saved version {version} meanwhile ({who}): nothing was put back.', {
            version,
            who: author,
          })}
        </bdi>
      </p>
    );
  }
  return <LastDone done={state.done} busy={state.busy} />;
}

function Export({ answer }: Pick<Part, 'answer'>) {
  const id = site.value?.id ?? '';
  return (
    <p class="controls quiet no-print">
      <button
        type="button"
        class="button small"
        onClick={() =>
          save(
            `${id}-touchpoints.json`,
            'application/json',
            JSON.stringify(answer.registry, null, 2),
          )
        }
      >
        {say('Save as file (JSON)')}
      </button>
      <span>
        {say('As YAML:')} <code>touchtrail touchpoints export --site {id}</code>
      </span>
    </p>
  );
}

/** What events are called: touchpoints, the words for them, and the rules that tell which is which. */
export function RegistryScreen() {
  const state = useRegistry();
  const { value: answer, error, again } = state.got;
  const { part } = view.value.choices;
  const now = answer ? draftOf(answer.site) : null;
  const Shown = parts[part];
  const waiting = state.unmapped.value?.length;
  return (
    <>
      <h1>{screenTitle('registry')}</h1>
      {role.value === 'viewer' && (
        <p class="quiet">
          {say('Your role may look. Changing the registry needs the role analyst.')}
        </p>
      )}
      <div class="controls no-print">
        <Segmented
          label={say('Part of the registry')}
          name="part"
          value={part}
          options={names.map((value) => ({
            value,
            label:
              value === 'unmapped' && waiting
                ? `${say(partWords[value])} (${formatCount(waiting)})`
                : say(partWords[value]),
          }))}
          onChange={(next) => go({ choices: { part: next }, marks: { at: null } })}
        />
        {answer && (
          <bdi class="muted">
            {answer.version === 0
              ? say(
                  'This site has no registry yet: touches are called by what they say themselves.',
                )
              : say('Version {version}, {when}, by {who}', {
                  version: answer.version,
                  when: formatInstant(answer.at, zone.value),
                  who: answer.author,
                })}
          </bdi>
        )}
        <Said state={state} />
      </div>
      {error && <Problem error={error} retry={again} />}
      {!answer && !error && (
        <div class="skeleton" style={{ minHeight: '160px' }} aria-busy="true" />
      )}
      {now && role.value !== 'viewer' && <SaveSheet now={now} state={state} />}
      {answer && (
        <>
          <Shown answer={answer} registry={now?.registry ?? answer.registry} state={state} />
          <Export answer={answer} />
        </>
      )}
    </>
  );
}
