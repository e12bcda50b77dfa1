import type { Annotation } from '@touchtrail/contract';
import { useEffect, useRef } from 'preact/hooks';
import { dayOf } from '@touchtrail/contract/view';
import { formatDay } from '../../format/times.ts';
import { Problem } from '../../ui/states.tsx';
import { words } from '../../words/words.ts';
import { role, site, zone } from '../state.ts';
import { KeptFrame, Said } from './dialog.tsx';
import { annotations } from './kept-list.ts';
import type { Done } from './kept-list.ts';
import { keptDialog } from './open-kept.ts';
import type { NoteDraft } from './open-kept.ts';

const say = words({
  'Notes on days': 'Notizen zu Tagen',
  Day: 'Tag',
  'What happened': 'Was geschah',
  'for example: new checkout live': 'zum Beispiel: neue Kasse online',
  'Add note': 'Notiz anlegen',
  'Save note': 'Notiz speichern',
  Edit: 'Ändern',
  'Edit {text}': '{text} ändern',
  Remove: 'Entfernen',
  'Remove {text}': '{text} entfernen',
  'Everybody who sees this site sees them, as marks on charts over time. Write nothing about persons.':
    'Alle, die diese Site sehen, sehen sie als Marken in Bildern über die Zeit. Schreiben Sie nichts über Personen.',
  'Your role may look, not change.': 'Ihre Rolle darf ansehen, nicht ändern.',
  'No note on this site yet.': 'Noch keine Notiz zu dieser Site.',
  'Saving…': 'Wird gespeichert …',
  '“{text}” was saved.': '„{text}“ wurde gespeichert.',
  '“{text}” was removed.': '„{text}“ wurde entfernt.',
});

const type = (draft: NoteDraft): void => {
  keptDialog.value = { kind: 'notes', draft };
};
const today = (): string => dayOf(Date.now(), zone.value);

const doneText = ({ what, item: { text } }: Done<Annotation>): string =>
  what === 'removed'
    ? say('“{text}” was removed.', { text })
    : say('“{text}” was saved.', { text });

function Form({ draft }: { draft: NoteDraft }) {
  const input = useRef<HTMLInputElement>(null);
  // What is to be changed stands ready.
  useEffect(() => input.current?.focus(), [draft.of?.id]);
  const save = async (of: Annotation | undefined): Promise<void> => {
    const { day, text } = draft;
    const kept = of
      ? await annotations.change(of, { day, text })
      : await annotations.add({ day, text });
    if (kept) type({ day: today(), text: '' });
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
          {say('Day')}
          <input
            type="date"
            required
            value={draft.day}
            onChange={(event) => type({ ...draft, day: event.currentTarget.value })}
          />
        </label>
        <label class="wide">
          {say('What happened')}
          <input
            ref={input}
            type="text"
            required
            maxLength={300}
            placeholder={say('for example: new checkout live')}
            value={draft.text}
            onInput={(event) => type({ ...draft, text: event.currentTarget.value })}
          />
        </label>
        <button
          type="submit"
          class="button primary"
          disabled={
            annotations.saving() !== undefined || draft.text.trim() === '' || draft.day === ''
          }
        >
          {draft.of ? say('Save note') : say('Add note')}
        </button>
      </form>
      <p class="quiet">
        {say(
          'Everybody who sees this site sees them, as marks on charts over time. Write nothing about persons.',
        )}
      </p>
      <Said
        done={annotations.done.value}
        doneText={doneText}
        failed={annotations.failed.value}
        theirs={({ day, text }) => `${formatDay(day, 'long')} · ${text}`}
        onMine={(current) => void save(current)}
        onTheirs={() => {
          annotations.forget();
          type({ day: today(), text: '' });
        }}
      />
    </>
  );
}

/** What happened on days, the newest day first: add, change, remove. */
export function NotesDialog() {
  const now = keptDialog.value;
  const id = site.value?.id;
  useEffect(() => {
    if (id !== undefined) annotations.lookAt(id);
  }, [id]);
  if (now?.kind !== 'notes') return null;
  const items = annotations.items()?.toSorted((a, b) => (a.day < b.day ? 1 : -1));
  const may = role.value !== 'viewer';
  return (
    <KeptFrame title={say('Notes on days')}>
      {may ? (
        <Form draft={now.draft} />
      ) : (
        <p class="quiet">{say('Your role may look, not change.')}</p>
      )}
      {annotations.loadFailed.value && (
        <Problem error={annotations.loadFailed.value} retry={() => void annotations.load()} />
      )}
      {items?.length === 0 && <p class="quiet">{say('No note on this site yet.')}</p>}
      <ul class="kept-list">
        {items?.map((one) => (
          <li key={one.id}>
            <p>
              <time dateTime={one.day}>{formatDay(one.day, 'long')}</time> <bdi>{one.text}</bdi>{' '}
              {(one.id === '' || annotations.saving() === one.id) && (
                <span class="muted">{say('Saving…')}</span>
              )}
            </p>
            {may && one.id !== '' && (
              <p class="kept-tools">
                <button
                  type="button"
                  class="button small"
                  aria-label={say('Edit {text}', { text: one.text })}
                  disabled={annotations.saving() !== undefined}
                  onClick={() => type({ of: one, day: one.day, text: one.text })}
                >
                  {say('Edit')}
                </button>
                <button
                  type="button"
                  class="button small"
                  aria-label={say('Remove {text}', { text: one.text })}
                  disabled={annotations.saving() !== undefined}
                  onClick={() => void annotations.remove(one)}
                >
                  {say('Remove')}
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
    </KeptFrame>
  );
}
