import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'Hazard: touches followed by silence of at least the abandonment gap, of the touches that do not reach the goal and are at least that old at the end of the data. Censored: younger touches with nothing after them. By Kaplan-Meier these count as long as they were watched; both must agree within the interval.':
    'Hazard: Kontakte, denen Stille von mindestens der Abbruchlücke folgt, von den Kontakten, die das Ziel nicht erreichen und am Ende der Daten mindestens so alt sind. Zensiert: jüngere Kontakte ohne etwas danach. Nach Kaplan-Meier zählen diese so lange, wie sie beobachtet wurden; beide müssen innerhalb des Intervalls übereinstimmen.',
  'Excess: abandonments observed minus those expected if this touchpoint were like all others at the same step of the journey (1, 2, 3, 4-5, 6-8, 9 and later); its 95 % interval combines the Wilson intervals of both sides (MOVER). The list is ranked by it.':
    'Mehrverlust: beobachtete Abbrüche minus die erwarteten, wenn dieser Kontaktpunkt wie alle anderen beim selben Schritt der Journey wäre (1, 2, 3, 4-5, 6-8, 9 und später); sein 95-%-Intervall verbindet die Wilson-Intervalle beider Seiten (MOVER). Danach ist die Liste gereiht.',
  'Drop-off: the Mantel-Haenszel odds ratio of abandonment against all other touchpoints, by step, has a 95 % interval above 1.2 and a false discovery rate (Benjamini-Hochberg) of at most 5 %; judged from 100 observed touches and 20 abandonments on. The adjusted odds ratio is of one logistic model of all touchpoints with step and entry channel, against the mean of the other touchpoints. Both are associations, not causes.':
    'Abbruchpunkt: Das Mantel-Haenszel-Chancenverhältnis des Abbruchs gegen alle anderen Kontaktpunkte, nach Schritt, hat ein 95-%-Intervall über 1,2 und eine Falschentdeckungsrate (Benjamini-Hochberg) von höchstens 5 %; beurteilt ab 100 beobachteten Kontakten und 20 Abbrüchen. Das bereinigte Chancenverhältnis ist das eines logistischen Modells aller Kontaktpunkte mit Schritt und Eingangskanal, gegen das Mittel der anderen Kontaktpunkte. Beides sind Zusammenhänge, keine Ursachen.',
  'Returned: pauses that began here and ended in the same journey so far. After a pause: shares returned, converted and lost by days after the last touch, by Aalen-Johansen with 95 % log(-log) bands, because one excludes the other; pauses that still last count as long as they were watched. Final loss: the share lost at the inactivity limit; its interval is the wider of that band and one from leaving out each twelfth of the range in turn (delete-a-block jackknife, Künsch 1989), because what begins together often ends together.':
    'Zurückgekehrt: Pausen, die hier begannen und bisher in derselben Journey endeten. Nach einer Pause: Anteile zurückgekehrt, konvertiert und verloren nach Tagen seit dem letzten Kontakt, nach Aalen-Johansen mit 95-%-log(-log)-Bändern, weil eines das andere ausschließt; Pausen, die noch andauern, zählen so lange, wie sie beobachtet wurden. Endgültiger Verlust: der an der Inaktivitätsgrenze verlorene Anteil; sein Intervall ist das weitere von diesem Band und einem, das jedes Zwölftel des Bereichs der Reihe nach weglässt (Block-Jackknife, Künsch 1989), weil oft zusammen endet, was zusammen beginnt.',
  'Last touches of abandoned and of silent open journeys are shown and never rank: the most frequent last touch is often an innocent page.':
    'Letzte Kontakte abgebrochener und still offener Journeys werden gezeigt und nie gereiht: Der häufigste letzte Kontakt ist oft eine unschuldige Seite.',
  'Incidents: spans of 3 to 63 days in which more visits with a touchpoint did not convert than on all other days, of everybody or of those with one value: a scan (Kulldorff 1997), p values times the spans tried, false discovery rate of at most 5 % over all touchpoints and values searched.':
    'Vorfälle: Spannen von 3 bis 63 Tagen, in denen mehr Besuche mit einem Kontaktpunkt nicht konvertierten als an allen anderen Tagen, von allen oder von denen mit einem Wert: ein Scan (Kulldorff 1997), p-Werte mal der Zahl der geprüften Spannen, Falschentdeckungsrate von höchstens 5 % über alle durchsuchten Kontaktpunkte und Werte.',
  ...limitWords,
  'Shares have 95 % Wilson score intervals.': 'Anteile haben 95-%-Intervalle nach Wilson (Score).',
});

export const say = words({
  'No touchpoint has the 100 observed touches and 20 abandonments that a verdict needs.':
    'Kein Kontaktpunkt hat die 100 beobachteten Kontakte und 20 Abbrüche, die ein Urteil braucht.',
  'No touch has a value of {field}: no incident is searched by it.':
    'Kein Kontakt hat einen Wert von {field}: Danach wird kein Vorfall gesucht.',
  'Incidents need at least 9 days of data.': 'Vorfälle brauchen mindestens 9 Tage Daten.',
});
