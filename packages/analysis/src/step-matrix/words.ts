import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';
import { leftOutWords } from '../paths/left-out.ts';

export const definition = definitionOf({
  'A path is the touches of one journey, person, visit or session in the order of time, sequence number and event id.':
    'Ein Weg ist die Folge der Kontakte einer Journey, einer Person, eines Besuchs oder einer Sitzung nach Zeit, laufender Nummer und Ereignis-ID.',
  'A cell is the share of paths that are at a touchpoint at a step. Step 0 is the start, the end, or the first touch of a touchpoint; with a touchpoint, paths without it are left out.':
    'Eine Zelle ist der Anteil der Wege, die bei einem Schritt an einem Kontaktpunkt sind. Schritt 0 ist der Anfang, das Ende oder der erste Kontakt eines Kontaktpunkts; mit einem Kontaktpunkt bleiben Wege ohne ihn außen vor.',
  'Before their first touch paths are at (start), after their last one they stay at their end: (converted), (abandoned), (silent) or (active) for journeys, (end) otherwise. Touchpoints that are not told apart are (other). Every step sums to all paths.':
    'Vor ihrem ersten Kontakt sind Wege bei (start), nach dem letzten bleiben sie an ihrem Ende: (converted), (abandoned), (silent) oder (active) bei Journeys, sonst (end). Kontaktpunkte, die nicht unterschieden werden, sind (other). Jeder Schritt ergibt in der Summe alle Wege.',
  'Paths in (silent) and (active) are open: what they are at later steps is not known yet.':
    'Wege in (silent) und (active) sind offen: Was sie bei späteren Schritten sind, ist noch nicht bekannt.',
  ...leftOutWords,
  ...limitWords,
  'Shares have 95 % Wilson score intervals.': 'Anteile haben 95-%-Intervalle nach Wilson (Score).',
});

export const say = words({
  'is needed for align=touchpoint': 'wird für align=touchpoint gebraucht',
  'Name the touchpoint of step 0 in at.': 'Nennen Sie in at den Kontaktpunkt von Schritt 0.',
  'No path touches {at}: there is nothing to show.':
    'Kein Weg hat Kontakt mit {at}: Es gibt nichts zu zeigen.',
});
