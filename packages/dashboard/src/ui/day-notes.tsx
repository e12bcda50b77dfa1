import { useEffect } from 'preact/hooks';
import { annotations } from '../app/kept/kept-list.ts';
import { openNotes } from '../app/kept/open-kept.ts';
import { role, site } from '../app/state.ts';
import { formatDay } from '../format/times.ts';
import type { DayNote } from '../marks/outcome-series.tsx';
import { words } from '../words/words.ts';

const say = words({
  'Note what happened on a day': 'Notieren, was an einem Tag geschah',
  'Edit {text}': '{text} ändern',
  Edit: 'Ändern',
  Note: 'Notiz',
});

/** What was noted on the days of a chart, in their order: the numbers of its marks. */
export function useDayNotes(days: readonly { day: string }[]): readonly DayNote[] {
  const id = site.value?.id;
  useEffect(() => {
    if (id !== undefined) annotations.lookAt(id);
  }, [id]);
  const first = days[0]?.day;
  const last = days.at(-1)?.day;
  if (first === undefined || last === undefined) return [];
  return (annotations.items() ?? [])
    .filter(({ day }) => day >= first && day <= last)
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** Notes on one day as a table tells them; undefined where the table needs no such column. */
export const noteColumn = <Row extends { day: string }>(notes: readonly DayNote[]) =>
  notes.length === 0
    ? []
    : [
        {
          label: say('Note'),
          cell: ({ day }: Row) => (
            <bdi>
              {notes
                .filter((note) => note.day === day)
                .map(({ text }) => text)
                .join(' · ')}
            </bdi>
          ),
        },
      ];

/** The texts behind the numbers in a chart, and the way to write one. */
export function DayNotes({ notes, day }: { notes: readonly DayNote[]; day: string }) {
  const may = role.value !== 'viewer';

  const known = annotations.items() ?? [];
  return (
    <div class="day-notes">
      {notes.length > 0 && (
        <ol>
          {notes.map((note, index) => {
            const kept = known.find((one) => one === note);
            return (
              <li key={kept?.id ?? index}>
                <time dateTime={note.day}>{formatDay(note.day)}</time> <bdi>{note.text}</bdi>{' '}
                {may && kept && kept.id !== '' && (
                  <button
                    type="button"
                    class="button quiet-button small no-print"
                    aria-label={say('Edit {text}', { text: note.text })}
                    onClick={() => openNotes(note.day, kept)}
                  >
                    {say('Edit')}
                  </button>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {may && (
        <button
          type="button"
          class="button quiet-button small no-print"
          onClick={() => openNotes(day)}
        >
          {say('Note what happened on a day')}
        </button>
      )}
    </div>
  );
}
