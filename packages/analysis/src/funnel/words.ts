import type { FunnelMode } from '@touchtrail/contract';
import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

const shared = {
  'A touch of an excluded touchpoint after the beginning ends the try: what it reached before stays.':
    'Ein Kontakt eines ausgeschlossenen Kontaktpunkts nach dem Beginn beendet den Versuch: Was dieser vorher erreicht hat, bleibt.',
  'A person counts at every step up to the deepest that any of their tries reached; times are of the first try that reached it.':
    'Eine Person zählt bei jedem Schritt bis zum tiefsten, den einer ihrer Versuche erreicht hat; Zeiten sind die des ersten Versuchs, der ihn erreichte.',
  'Lost: the window of the last such try had closed by the end of the data, or an excluded touch ended it. Still open: neither; they are censored and left out of the conversion. Without a window a try closes when the person was silent for the inactivity limit. Watched: only tries that began at least the window before the end of the data, those who finished early as well.':
    'Verloren: Das Fenster des letzten solchen Versuchs hatte sich bis zum Ende der Daten geschlossen, oder ein ausgeschlossener Kontakt hat ihn beendet. Noch offen: keines von beiden; diese sind zensiert und bleiben aus der Konversion heraus. Ohne Fenster schließt sich ein Versuch, wenn die Person so lange still war wie die Inaktivitätsgrenze. Beobachtet: nur Versuche, die mindestens das Fenster vor dem Ende der Daten begannen, auch die früh ans Ziel gekommenen.',
  ...limitWords,
  'Instead next: the touch right after the deepest step of those who did not go on, the rest as other, and nothing. Came back: they were seen again in a later visit.':
    'Stattdessen als Nächstes: der Kontakt gleich nach dem tiefsten Schritt derer, die nicht weitergingen, die übrigen als andere, und nichts. Kam zurück: wurde bei einem späteren Besuch wiedergesehen.',
  'A breakdown takes the value at the first touch of the try.':
    'Eine Aufschlüsselung nimmt den Wert beim ersten Kontakt des Versuchs.',
  'Shares have 95 % Wilson score intervals; quantiles are type 7.':
    'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
} as const;

/** What a funnel counts, by how its steps must follow each other. */
export const definitions = {
  ordered: definitionOf({
    'A try begins at a touch of the first step and goes on with the earliest later touch of each next step, other touches between allowed, while within the window of the first step, inclusive. One touch serves one step; touches of the same millisecond follow their sequence number.':
      'Ein Versuch beginnt bei einem Kontakt des ersten Schritts und geht mit dem jeweils frühesten späteren Kontakt des nächsten Schritts weiter, andere Kontakte dazwischen sind erlaubt, solange das Fenster des ersten Schritts reicht, einschließlich seines Endes. Ein Kontakt dient einem Schritt; Kontakte derselben Millisekunde folgen ihrer laufenden Nummer.',
    ...shared,
  }),
  strict: definitionOf({
    'A try begins at a touch of the first step and goes on as long as the very next touch of the person is the next step and within the window of the first, inclusive. Touches of the same millisecond follow their sequence number.':
      'Ein Versuch beginnt bei einem Kontakt des ersten Schritts und geht weiter, solange der unmittelbar nächste Kontakt der Person der nächste Schritt ist und im Fenster des ersten liegt, einschließlich seines Endes. Kontakte derselben Millisekunde folgen ihrer laufenden Nummer.',
    ...shared,
  }),
  unordered: definitionOf({
    'A try begins at a touch of any step; its level is the number of different steps touched within the window from there, inclusive, in any order.':
      'Ein Versuch beginnt bei einem Kontakt eines beliebigen Schritts; seine Stufe ist die Zahl verschiedener Schritte, die von dort an innerhalb des Fensters, einschließlich seines Endes, in beliebiger Reihenfolge getroffen wurden.',
    ...shared,
  }),
} satisfies Record<FunnelMode, unknown>;

export const say = words({
  'Nobody entered this funnel: no rate can be told.':
    'Niemand hat diesen Trichter betreten: Es lässt sich keine Rate nennen.',
  'The window is longer than the data: who has not finished is still open, and nobody is lost yet.':
    'Das Fenster ist länger als die Daten: Wer nicht am Ziel ist, ist noch offen, und noch ist niemand verloren.',
});
