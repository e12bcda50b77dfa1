import { limitWords } from '../base/limits.ts';
import { definitionOf } from '../base/words.ts';
import { leftOutWords } from '../paths/left-out.ts';

export const definition = definitionOf({
  'A path is the touches of one journey, person, visit or session in the order of time, sequence number and event id. A variant is all paths with exactly the same touchpoints in the same order; with merged repeats, a run of one touchpoint counts once.':
    'Ein Weg ist die Folge der Kontakte einer Journey, einer Person, eines Besuchs oder einer Sitzung nach Zeit, laufender Nummer und Ereignis-ID. Eine Variante sind alle Wege mit genau denselben Kontaktpunkten in derselben Reihenfolge; mit zusammengefassten Wiederholungen zählt eine Reihe desselben Kontaktpunkts einmal.',
  'Cumulative: paths of this variant and of all more frequent ones. The tail is what is not listed.':
    'Kumuliert: Wege dieser Variante und aller häufigeren. Der Rest ist, was nicht aufgeführt ist.',
  'Duration: from the first to the last touch; an open journey may still grow.':
    'Dauer: vom ersten bis zum letzten Kontakt; eine offene Journey kann noch wachsen.',
  'Converted is of closed paths: open journeys are left out.':
    'Konvertiert gilt von abgeschlossenen Wegen: Offene Journeys bleiben außen vor.',
  'A return leads from a touch to the next touch of the same path at the same touchpoint; its length is the number of steps. Loops are returns of one step (the same touchpoint twice running) to six. Rework: paths that touch a touchpoint more than once, of those that touch it.':
    'Eine Wiederkehr führt von einem Kontakt zum nächsten Kontakt desselben Weges am selben Kontaktpunkt; ihre Länge ist die Zahl der Schritte. Schleifen sind Wiederkehren von einem Schritt (derselbe Kontaktpunkt zweimal hintereinander) bis sechs. Nacharbeit: Wege, die einen Kontaktpunkt mehr als einmal treffen, von denen, die ihn treffen.',
  'Converted with and without rework are groups as they are, not a comparison of like with like.':
    'Konvertiert mit und ohne Nacharbeit sind Gruppen, wie sie sind, kein Vergleich von Gleichem mit Gleichem.',
  ...leftOutWords,
  ...limitWords,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.':
    'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
});
