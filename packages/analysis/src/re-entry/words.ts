import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'A pause is silence of at least the abandonment gap after a touch that does not reach the goal. A return is the next touch of the same journey, within the horizon.':
    'Eine Pause ist Stille von mindestens der Abbruchlücke nach einem Kontakt, der das Ziel nicht erreicht. Eine Rückkehr ist der nächste Kontakt derselben Journey innerhalb der Frist.',
  'Returned: pauses with a return, of the pauses that are at least as old as the horizon at the end of the data. Censored: younger pauses without a return yet. The curve takes for every day the pauses observed that long.':
    'Zurückgekehrt: Pausen mit einer Rückkehr, von den Pausen, die am Ende der Daten mindestens so alt wie die Frist sind. Zensiert: jüngere Pausen, noch ohne Rückkehr. Die Kurve nimmt für jeden Tag die Pausen, die so lange beobachtet wurden.',
  'Rows and points count every return seen so far: where the person left, where and through which channel they came back, the delay, and the conversion after it, each journey once.':
    'Zeilen und Punkte zählen jede bisher beobachtete Rückkehr: wo die Person ging, wo und über welchen Kanal sie zurückkam, den Abstand und die Konversion danach, jede Journey einmal.',
  'The channel is what brought the person: the channel that the medium of the touch’s campaign names, else the channel of the touch.':
    'Der Kanal ist, was die Person brachte: der Kanal, den das Medium der Kampagne des Kontakts nennt, sonst der Kanal des Kontakts.',
  'Converted after: within the horizon of the first such return, of the journeys where that return is at least as old as the horizon at the end of the data.':
    'Danach konvertiert: innerhalb der Frist nach der ersten solchen Rückkehr, von den Journeys, in denen diese am Ende der Daten mindestens so alt wie die Frist ist.',
  'Ratio: share in returns over share in first touches of journeys, with 95 % bounds (Katz 1978; half a count where one is 0); over 1, people come back here more than they begin here. A re-entry point has a lower bound above 1.2 and a false discovery rate of at most 5 %; judged from 20 returns on.':
    'Verhältnis: Anteil an den Rückkehren geteilt durch den Anteil an den ersten Kontakten der Journeys, mit 95-%-Grenzen (Katz 1978; eine halbe Zählung, wo eines 0 ist); über 1 kommen hier mehr zurück, als hier beginnen. Ein Rückkehrpunkt hat eine untere Grenze über 1,2 und eine Falschentdeckungsrate von höchstens 5 %; beurteilt ab 20 Rückkehren.',
  'Return time and return curve by Kaplan-Meier with 95 % log(-log) bounds: every pause counts as long as it was watched; at the inactivity limit it is lost, so the curve ends there, and quartiles that it does not reach are null: never so many.':
    'Zeit bis zur Rückkehr und Rückkehrkurve nach Kaplan-Meier mit 95-%-log(-log)-Grenzen: Jede Pause zählt so lange, wie sie beobachtet wurde; an der Inaktivitätsgrenze ist sie verloren, daher endet die Kurve dort, und Quartile, die sie nicht erreicht, sind null: nie so viele.',
  'Triggers: the nearest touch of a channel that reaches out (email, sms, push, mail, phone, call_center, ads) in the same journey at most 72 hours before the return. A call is taken as made by the company; the data do not say by whom.':
    'Auslöser: der nächstgelegene Kontakt eines Kanals, der jemanden anspricht (email, sms, push, mail, phone, call_center, ads), in derselben Journey höchstens 72 Stunden vor der Rückkehr. Ein Anruf gilt als vom Unternehmen ausgehend; die Daten sagen nicht, von wem.',
  'Converted, came back: within the horizon of the first touch after a pause of any length; converted, never paused: within the horizon of the first touch, of journeys without a pause before their end; both of journeys observed that long. Both once more by Kaplan-Meier, with journeys as long as they were watched, and the log-rank test of the two curves. Two groups as they are, not a comparison of like with like.':
    'Konvertiert, kam zurück: innerhalb der Frist nach dem ersten Kontakt nach einer Pause beliebiger Länge; konvertiert, nie pausiert: innerhalb der Frist nach dem ersten Kontakt, von Journeys ohne Pause vor ihrem Ende; beides von Journeys, die so lange beobachtet wurden. Beides noch einmal nach Kaplan-Meier, mit Journeys so lange, wie sie beobachtet wurden, und dem Log-Rank-Test der beiden Kurven. Zwei Gruppen, wie sie sind, kein Vergleich von Gleichem mit Gleichem.',
  ...limitWords,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.':
    'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
});

export const say = words({
  '{n} of {all} pauses are younger than the horizon: delays lean to the short side.':
    '{n} von {all} Pausen sind jünger als die Frist: Die Abstände neigen zur kurzen Seite.',
});
