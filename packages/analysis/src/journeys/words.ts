import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

const sentences = {
  'A journey is a run of one person’s (or account’s) touches in the order of time, sequence number and event id.':
    'Eine Journey ist eine Folge von Kontakten einer Person (oder eines Kontos) nach Zeit, laufender Nummer und Ereignis-ID.',
  'A touch that reaches the goal ends it and belongs to it; silence longer than the inactivity limit ends it; otherwise it goes on.':
    'Ein Kontakt, der das Ziel erreicht, beendet sie und gehört zu ihr; Stille über die Inaktivitätsgrenze hinaus beendet sie; sonst geht sie weiter.',
  'Converted: it ended with the goal. Abandoned: it did not, and was silent for the inactivity limit by the end of the data. Open: neither yet; an open journey is censored and never counted as lost.':
    'Konvertiert: Sie endete mit dem Ziel. Abgebrochen: Sie endete ohne Ziel und war am Ende der Daten so lange still wie die Inaktivitätsgrenze. Offen: noch keines von beiden; eine offene Journey ist zensiert und gilt nie als verloren.',
  'Converted within the horizon: the goal came at most that long after the first touch, of the journeys that began at least that long before the end of the data; in all and by channel touched. Neither young nor open journeys bend it.':
    'Konvertiert innerhalb der Frist: Das Ziel kam höchstens so lange nach dem ersten Kontakt, von den Journeys, die mindestens so lange vor dem Ende der Daten begannen; insgesamt und nach getroffenem Kanal. Weder junge noch offene Journeys verzerren das.',
  'Converted of closed leaves open journeys out; conversions close sooner than silence does, so it is high while data are young.':
    'Konvertiert von den abgeschlossenen lässt offene Journeys weg; Konversionen schließen früher als Stille, daher ist der Wert hoch, solange die Daten jung sind.',
  ...limitWords,
  'A pause is silence of at least the abandonment gap inside a journey, or at its end without conversion; a visit ends with silence longer than the visit gap.':
    'Eine Pause ist Stille von mindestens der Abbruchlücke innerhalb einer Journey oder an ihrem Ende ohne Konversion; ein Besuch endet mit Stille, die länger ist als die Besuchslücke.',
  'Left-cut journeys are the first of their person and begin within the inactivity limit of the first data: their true beginning may lie earlier.':
    'Links abgeschnittene Journeys sind die ersten ihrer Person und beginnen innerhalb der Inaktivitätsgrenze nach den ersten Daten: Ihr wahrer Anfang kann früher liegen.',
  'Shares have 95 % Wilson score intervals; quantiles are type 7.':
    'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
} as const;

export const definition = definitionOf(sentences);

/** The same, where the list of those behind a figure is asked for. */
export const behindDefinition = definitionOf({
  ...sentences,
  'Behind a figure: of all these journeys those that did what was asked for, as the report of that figure counts it; times is how often they did.':
    'Hinter einer Zahl: von all diesen Journeys die, die das Gefragte taten, so wie der Bericht jener Zahl es zählt; wie oft sie es taten, sagt times.',
});

export const say = words({
  '{n} of {all} journeys may have begun before the data: lengths and times are at least what is shown.':
    '{n} von {all} Journeys können vor den Daten begonnen haben: Längen und Zeiten sind mindestens so groß wie gezeigt.',
});
