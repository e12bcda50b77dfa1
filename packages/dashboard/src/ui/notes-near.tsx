import { addDays } from '@touchtrail/contract/view';
import { formatDay } from '../format/times.ts';
import { words } from '../words/words.ts';
import { useDayNotes } from './day-notes.tsx';

const say = words({
  'Noted around then, which proves nothing:': 'Um diese Zeit notiert, was nichts beweist:',
});

/** Days before and after a change in which a note may tell of it. */
const before = 7;
const after = 1;

/** What was noted around the day on which something began; nothing without a note. */
export function NotesNear({ day }: { day: string }) {
  const notes = useDayNotes([{ day: addDays(day, -before) }, { day: addDays(day, after) }]);
  if (notes.length === 0) return null;
  return (
    <div class="notes-near">
      <span class="muted">{say('Noted around then, which proves nothing:')}</span>
      <ul>
        {notes.map((note, index) => (
          <li key={index}>
            <time dateTime={note.day}>{formatDay(note.day)}</time> <bdi>{note.text}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}
