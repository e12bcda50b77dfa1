import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'The same report for two sides, a and b, which differ in segment or range; every figure of its table in both, and a minus b. Rows meet by what tells them apart, such as touchpoint, or from and to; a row that only one side has is shown without a difference, because a report lists its first rows.':
    'Derselbe Bericht für zwei Seiten, a und b, die sich in Segment oder Bereich unterscheiden; jede Zahl seiner Tabelle auf beiden, und a minus b. Zeilen finden sich durch das, was sie unterscheidet, etwa Kontaktpunkt oder von und nach; eine Zeile, die nur eine Seite hat, wird ohne Unterschied gezeigt, weil ein Bericht seine ersten Zeilen aufführt.',
  'Beside its table: of paths the share of each box of the step flow by step and place, up to 25 boxes a step; of re-entry the share returned by day; of a funnel with a breakdown the share that finished by its value, of those decided, up to 100 values.':
    'Neben seiner Tabelle: von paths der Anteil jedes Feldes im Bild der Schritte nach Schritt und Ort, bis zu 25 Felder je Schritt; von re-entry der Anteil zurück nach Tagen; von einem Trichter mit Aufteilung der Anteil der Angekommenen nach deren Wert, von den Entschiedenen, bis zu 100 Werte.',
  'Limits of silence that are not given are learned once, from everybody in the range of a, and are the same on both sides.':
    'Grenzen der Stille, die nicht gegeben sind, werden einmal aus allen im Bereich von a gelernt und sind auf beiden Seiten dieselben.',
  'Difference of shares: Newcombe’s interval from the Wilson intervals (1998, method 10). Difference of medians and other estimates: from the intervals of both sides (Zou and Donner 2008), those of medians being order-statistics intervals with the quantile function straight between the quartiles; none for fewer than 16 durations. All at 95 %.':
    'Differenz von Anteilen: Newcombes Intervall aus den Wilson-Intervallen (1998, Methode 10). Differenz von Medianen und anderen Schätzungen: aus den Intervallen beider Seiten (Zou und Donner 2008), wobei die von Medianen Intervalle aus Ordnungsstatistiken sind, mit gerader Quantilfunktion zwischen den Quartilen; keines bei weniger als 16 Dauern. Alle zu 95 %.',
  'p of shares: score test with the pooled share, none where an expected count is under 5; of others: from the interval. q: Benjamini and Hochberg over all figures shown.':
    'p von Anteilen: Score-Test mit dem gemeinsamen Anteil, keines, wo eine erwartete Zahl unter 5 liegt; von anderen: aus dem Intervall. q: Benjamini und Hochberg über alle gezeigten Zahlen.',
  'Both sides are taken as independent, and so are touches and journeys of one side. A difference is not an effect: the sides may differ in more than what was asked for.':
    'Beide Seiten werden als unabhängig genommen, ebenso Kontakte und Journeys einer Seite. Ein Unterschied ist keine Wirkung: Die Seiten können sich in mehr unterscheiden als in dem, wonach gefragt wurde.',
  ...limitWords,
});

export const say = words({
  'names the other side; or compareFrom and compareTo do':
    'nennt die andere Seite; oder compareFrom und compareTo tun es',
  'must be after compareFrom (it is exclusive)':
    'muss nach compareFrom liegen (es zählt nicht mehr mit)',
  'Name a second segment (compareSegment) or a second range (compareFrom, compareTo).':
    'Nennen Sie ein zweites Segment (compareSegment) oder einen zweiten Bereich (compareFrom, compareTo).',
  '{n} people are on both sides: intervals take the sides as independent.':
    '{n} Personen sind auf beiden Seiten: Die Intervalle nehmen die Seiten als unabhängig.',
  'Of {n} rows the first {rows} are compared; q is over these.':
    'Von {n} Zeilen werden die ersten {rows} verglichen; q gilt über diese.',
});
