import { Changes } from './changes.tsx';
import { keepDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { Effect } from './effect.tsx';
import { say } from './say.ts';
import type { RegistryState } from './use-registry.ts';
import { tidied } from './words-part.tsx';

/** Two people changed the registry: theirs is shown, and what was typed stays. */
function Clash({ now, state }: { now: Draft; state: RegistryState }) {
  const { clash } = state;
  if (!clash) return null;
  return (
    <div class="warning" role="alert">
      <p>
        <bdi>
          {say(
            'Somebody else saved version {version} meanwhile ({who}). What you changed is still here.',
            { version: clash.current.version, who: clash.current.author },
          )}
        </bdi>
      </p>
      <Changes caption={say('What they changed')} changes={clash.changes} />
      <p class="controls">
        <button type="button" class="button small" onClick={() => void state.merge(now, clash)}>
          {say('Put mine onto theirs')}
        </button>
        <button type="button" class="button small" onClick={state.discard}>
          {say('Take theirs, throw mine away')}
        </button>
      </p>
    </div>
  );
}

/** What is not saved yet: tried on live data, then saved. */
export function SaveSheet({ now, state }: { now: Draft; state: RegistryState }) {
  const { tried, refusal, busy } = state;
  const isTried = tried !== undefined && tried.of === now.registry;
  const wrong = isTried && tried.effect.problems.some(({ level }) => level === 'error');
  const refused = isTried && tried.effect.problems.some(({ level }) => level === 'refused');
  const test = () => {
    const clean = { ...now, registry: tidied(now.registry) };
    keepDraft(clean);
    void state.test(clean);
  };
  return (
    <section class="sheet" aria-labelledby="registry-draft" aria-busy={busy}>
      <h2 id="registry-draft">{say('What is not saved yet')}</h2>
      <div class="sheet-body">
        <p class="muted">
          {say(
            'Nothing is changed before it is saved; what is saved is tried on the last 30 days first.',
          )}
        </p>
        <Clash now={now} state={state} />
        {refusal && (
          <div class="warning" role="alert">
            <p>
              <bdi>{refusal.text}</bdi>
            </p>
            <ul>
              {refusal.issues.map(({ message }, index) => (
                <li key={index}>
                  <bdi>{message}</bdi>
                </li>
              ))}
            </ul>
          </div>
        )}
        {isTried && <Effect effect={tried.effect} registry={now.registry} />}
        <label class="field">
          {say('Note for the history')}
          <input
            type="text"
            maxLength={1_000}
            value={now.note}
            onInput={(event) => keepDraft({ ...now, note: event.currentTarget.value })}
          />
        </label>
        <p class="controls">
          <button type="button" class="button" disabled={busy || isTried} onClick={test}>
            {say(busy ? 'Trying…' : 'Try on live data')}
          </button>
          <button
            type="button"
            class="button primary"
            disabled={busy || !isTried || wrong}
            onClick={() => void state.save(now, refused)}
          >
            {say(refused ? 'Save anyway' : 'Save')}
          </button>
          <button type="button" class="button quiet-button" onClick={state.discard}>
            {say('Throw away')}
          </button>
          {!isTried && (
            <span class="muted">
              {say('Try it first: saving opens when what is here was tried.')}
            </span>
          )}
        </p>
      </div>
    </section>
  );
}
