import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'A filling is one form on one page view, from its first input. It was sent when it was sent at least once; left when it ended unsent, so that coming back to a hidden page and sending it is sending it; open while no end was told and its last sign is younger than the abandonment gap; unknown when it is older.':
    'Eine Ausfüllung ist ein Formular auf einem Seitenaufruf, ab seiner ersten Eingabe. Gesendet ist sie, wenn sie mindestens einmal gesendet wurde; verlassen, wenn sie ungesendet endete, sodass Zurückkommen auf eine verborgene Seite und Senden als Senden gilt; offen, solange kein Ende gemeldet wurde und ihr letztes Zeichen jünger ist als die Abbruchlücke; unbekannt, wenn es älter ist.',
  'Friction of a field: it failed the check of the browser, or was the last field before the form was left, of the fillings in which it was in focus; open fillings are left out. Time is all stays in the field of a filling together.':
    'Reibung eines Feldes: Es fiel durch die Prüfung des Browsers oder war das letzte Feld, bevor das Formular verlassen wurde, von den Ausfüllungen, in denen es den Fokus hatte; offene Ausfüllungen bleiben außen vor. Zeit sind alle Aufenthalte im Feld einer Ausfüllung zusammen.',
  'Verdict: the odds ratio of friction against the other fields of the form has a 95 % interval above 1.2 and a false discovery rate (Benjamini-Hochberg) of at most 5 % over all fields; judged from 100 fillings with focus and 20 with friction on.':
    'Urteil: Das Chancenverhältnis der Reibung gegen die anderen Felder des Formulars hat ein 95-%-Intervall über 1,2 und eine Falschentdeckungsrate (Benjamini-Hochberg) von höchstens 5 % über alle Felder; beurteilt ab 100 Ausfüllungen mit Fokus und 20 mit Reibung.',
  'Lost: the journey that the filling was part of was abandoned, of those that are closed; the difference is to the fillings of that form that were sent (Newcombe 1998). An association, not a cause: who leaves a form may have left anyway.':
    'Verloren: Die Journey, zu der die Ausfüllung gehörte, wurde abgebrochen, von den abgeschlossenen; der Unterschied gilt zu den Ausfüllungen dieses Formulars, die gesendet wurden (Newcombe 1998). Ein Zusammenhang, keine Ursache: Wer ein Formular verlässt, wäre vielleicht ohnehin gegangen.',
  ...limitWords,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.':
    'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
});

export const say = words({
  'No form was begun in this range. The module forms of the browser SDK records them; forms inside data-touchpoint-ignore are not looked at.':
    'In diesem Bereich wurde kein Formular begonnen. Das Modul forms des Browser-SDK zeichnet sie auf; Formulare in data-touchpoint-ignore werden nicht betrachtet.',
  'No field has the 100 fillings with focus and 20 with friction that a verdict needs.':
    'Kein Feld hat die 100 Ausfüllungen mit Fokus und 20 mit Reibung, die ein Urteil braucht.',
});
