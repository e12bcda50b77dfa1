import type { SavedView } from '@touchtrail/contract';
import { useEffect, useRef } from 'preact/hooks';
import { dayOf, parseView } from '@touchtrail/contract/view';
import { formatDay } from '../../format/times.ts';
import { Problem } from '../../ui/states.tsx';
import { screenTitle } from '../../words/screens.ts';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { hrefOf, openLink, range, role, site, view, zone } from '../state.ts';
import { KeptFrame, Said } from './dialog.tsx';
import type { Done } from './kept-list.ts';
import { savedViews } from './kept-list.ts';
import { keptDialog } from './open-kept.ts';
import type { ViewDraft } from './open-kept.ts';

const say = words({
  'Saved views': 'Gespeicherte Ansichten',
  'Name of this view': 'Name dieser Ansicht',
  'New name of {name}': 'Neuer Name von {name}',
  'Save this view': 'Diese Ansicht speichern',
  Rename: 'Umbenennen',
  'Rename {name}': '{name} umbenennen',
  'Save what is shown now as {name}': 'Gezeigtes speichern als {name}',
  'Save what is shown': 'Gezeigtes speichern',
  Remove: 'Entfernen',
  'Remove {name}': '{name} entfernen',
  'Kept is what the address asks: screen, period, people, choices. A person or account chosen, and what was searched for, is not kept.':
    'Gespeichert wird, was die Adresse fragt: Ansicht, Zeitraum, Personen, Auswahl. Eine gewählte Person oder ein Konto und was gesucht wurde, wird nicht gespeichert.',
  'Your role may look, not change.': 'Ihre Rolle darf ansehen, nicht ändern.',
  'No view is saved for this site.': 'Für diese Site ist keine Ansicht gespeichert.',
  '{screen}, changed {day}': '{screen}, geändert {day}',
  '{name} was saved.': '{name} wurde gespeichert.',
  '{name} was removed.': '{name} wurde entfernt.',
});

/** The question that is shown, without what is about somebody. */
const shownLink = (): string => {
  const id = site.value?.id;
  return hrefOf({
    ...(id !== undefined && { site: id }),
    range: range.value,
    marks: { person: null, account: null, q: null, device: null },
  });
};

const type = (draft: ViewDraft): void => {
  keptDialog.value = { kind: 'views', draft };
};

const doneText = ({ what, item: { name } }: Done<SavedView>): string =>
  what === 'removed' ? say('{name} was removed.', { name }) : say('{name} was saved.', { name });

function Form({ draft }: { draft: ViewDraft }) {
  const input = useRef<HTMLInputElement>(null);
  // What is to be changed stands ready.
  useEffect(() => input.current?.focus(), [draft.of?.id]);
  const save = async (of: SavedView | undefined): Promise<void> => {
    const { name } = draft;
    const kept = of
      ? await savedViews.change(of, { name, link: of.link })
      : await savedViews.add({ name, link: shownLink() });
    if (kept) type({ name: '' });
  };
  return (
    <>
      <form
        class="kept-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save(draft.of);
        }}
      >
        <label>
          <bdi>
            {draft.of
              ? say('New name of {name}', { name: draft.of.name })
              : say('Name of this view')}
          </bdi>
          <input
            ref={input}
            type="text"
            required
            maxLength={120}
            value={draft.name}
            onInput={(event) => type({ ...draft, name: event.currentTarget.value })}
          />
        </label>
        <button
          type="submit"
          class="button primary"
          disabled={savedViews.saving() !== undefined || draft.name.trim() === ''}
        >
          {draft.of ? say('Rename') : say('Save this view')}
        </button>
      </form>
      <p class="quiet">
        {say(
          'Kept is what the address asks: screen, period, people, choices. A person or account chosen, and what was searched for, is not kept.',
        )}
      </p>
      <Said
        done={savedViews.done.value}
        doneText={doneText}
        failed={savedViews.failed.value}
        theirs={({ name, link }) => `${name} · ${link}`}
        onMine={(current) => void save(current)}
        onTheirs={() => {
          savedViews.forget();
          type({ name: '' });
        }}
      />
    </>
  );
}

function Row({ one, may }: { one: SavedView; may: boolean }) {
  const { name, link } = one;
  const [path = '/', query = ''] = link.split('?', 2);
  const { screen } = parseView(path, query).state;
  return (
    <li>
      <p>
        <a
          href={link}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            keptDialog.value = null;
            openLink(link);
          }}
        >
          <bdi>{name}</bdi>
        </a>{' '}
        <span class="muted">
          {savedViews.saving() === one.id || one.id === ''
            ? common('Saving…')
            : say('{screen}, changed {day}', {
                screen: screenTitle(screen),
                day: formatDay(dayOf(one.at, zone.value)),
              })}
        </span>
      </p>
      {may && (
        <p class="kept-tools">
          <button
            type="button"
            class="button small"
            aria-label={say('Rename {name}', { name })}
            disabled={savedViews.saving() !== undefined}
            onClick={() => type({ of: one, name })}
          >
            {say('Rename')}
          </button>
          <button
            type="button"
            class="button small"
            aria-label={say('Save what is shown now as {name}', { name })}
            disabled={savedViews.saving() !== undefined}
            onClick={() => void savedViews.change(one, { name, link: shownLink() })}
          >
            {say('Save what is shown')}
          </button>
          <button
            type="button"
            class="button small"
            aria-label={say('Remove {name}', { name })}
            disabled={savedViews.saving() !== undefined}
            onClick={() => void savedViews.remove(one)}
          >
            {say('Remove')}
          </button>
        </p>
      )}
    </li>
  );
}

/** Questions under a name: save, open, rename, remove. */
export function ViewsDialog() {
  const now = keptDialog.value;
  const id = site.value?.id;
  useEffect(() => {
    if (id !== undefined) savedViews.lookAt(id);
  }, [id]);
  if (now?.kind !== 'views') return null;
  const items = savedViews.items();
  const may = role.value !== 'viewer';
  return (
    <KeptFrame title={say('Saved views')}>
      {may ? (
        <Form draft={now.draft} />
      ) : (
        <p class="quiet">{say('Your role may look, not change.')}</p>
      )}
      {savedViews.loadFailed.value && (
        <Problem error={savedViews.loadFailed.value} retry={() => void savedViews.load()} />
      )}
      {items?.length === 0 && <p class="quiet">{say('No view is saved for this site.')}</p>}
      <ul class="kept-list" key={view.value.site}>
        {items?.map((one) => (
          <Row key={one.id} one={one} may={may} />
        ))}
      </ul>
    </KeptFrame>
  );
}
