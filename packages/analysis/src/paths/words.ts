import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';
import { leftOutWords } from './left-out.ts';

export const definition = definitionOf({
  'A path is the touches of one journey, one person or one visit in the order of time, sequence number and event id; every path begins at (start) and has one end: (converted), (abandoned) or (open) for journeys, (end) otherwise.':
    'Ein Weg ist die Folge der Kontakte einer Journey, einer Person oder eines Besuchs nach Zeit, laufender Nummer und Ereignis-ID; jeder Weg beginnt bei (start) und hat ein Ende: (converted), (abandoned) oder (open) bei Journeys, sonst (end).',
  'A transition is a touch followed directly by another; its share is of all steps that leave the same touchpoint, its lag from touch to touch. With merged repeats, a run of one touchpoint counts as its first touch.':
    'Ein Übergang ist ein Kontakt, dem direkt ein anderer folgt; sein Anteil gilt von allen Schritten, die denselben Kontaktpunkt verlassen, sein Abstand von Kontakt zu Kontakt. Mit zusammengefassten Wiederholungen zählt eine Reihe desselben Kontaktpunkts als ihr erster Kontakt.',
  'With startAt, paths begin at its first occurrence and paths without it are left out. With endAt they end at its last occurrence, and the step flow goes backward from it; with both, at its first occurrence after the start, and reached is the share of the paths past the start that got there. Where endAt cuts, the end is (end).':
    'Mit startAt beginnen Wege an dessen erstem Vorkommen, und Wege ohne es bleiben außen vor. Mit endAt enden sie an dessen letztem Vorkommen, und der Schrittfluss geht von dort rückwärts; mit beidem an seinem ersten Vorkommen nach dem Start, und erreicht ist der Anteil der Wege nach dem Start, die dorthin kamen. Wo endAt schneidet, ist das Ende (end).',
  'A variant is the exact sequence. Converted is of closed paths: open journeys are left out.':
    'Eine Variante ist die genaue Folge. Konvertiert gilt von abgeschlossenen Wegen: Offene Journeys bleiben außen vor.',
  'Step flow: box N holds paths by their Nth touch; ended paths stay in their end and rarer touchpoints, and those under minShare of all paths, are in (other), so that every step sums to all paths. Again are paths that had touched the touchpoint at an earlier step.':
    'Schrittfluss: Kasten N enthält Wege nach ihrem N-ten Kontakt; beendete Wege bleiben in ihrem Ende, und seltenere Kontaktpunkte und solche unter minShare aller Wege sind in (other), sodass jeder Schritt in der Summe alle Wege ergibt. Erneut sind Wege, die den Kontaktpunkt in einem früheren Schritt schon berührt hatten.',
  'Later are paths whose next touch in the flow is of a later visit (of an earlier one, backward): they paused here and came back. Of those that stopped at a box they stand beside the abandoned and the open ones, which have no next touch; open is not decided yet and not lost. Paths that are visits have no pauses.':
    'Später sind Wege, deren nächster Kontakt im Fluss zu einem späteren Besuch gehört (rückwärts: zu einem früheren): Sie machten hier Pause und kamen zurück. Von denen, die bei einem Kasten anhielten, stehen sie neben den abgebrochenen und den offenen, die keinen nächsten Kontakt haben; offen ist noch nicht entschieden und nicht verloren. Wege, die Besuche sind, haben keine Pausen.',
  ...leftOutWords,
  ...limitWords,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.':
    'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
});

export const say = words({
  'No path passes {start}: there is nothing to show.':
    'Kein Weg kommt durch {start}: Es gibt nichts zu zeigen.',
  'No path gets to {end}: there is nothing to show.':
    'Kein Weg kommt bis {end}: Es gibt nichts zu zeigen.',
  'No path passes {start} and then gets to {end}: there is nothing to show.':
    'Kein Weg kommt durch {start} und dann bis {end}: Es gibt nichts zu zeigen.',
});
