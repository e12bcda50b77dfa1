import { limitWords } from '../base/limits.ts';
import { definitionOf } from '../base/words.ts';
import { comparedTouches } from './query.ts';

export const definition = definitionOf(
  {
    'A path is the touches of one journey without the goal, runs of one touchpoint as one, the first {n}. How unlike two paths are: the mean of their edit distance over the length of the longer one (order) and of one minus the Jaccard likeness of their touchpoints with how often (what was met).':
      'Ein Weg ist die Folge der Kontakte einer Journey ohne das Ziel, Reihen eines Kontaktpunkts als einer, die ersten {n}. Wie unähnlich zwei Wege sind: das Mittel aus ihrem Editierabstand geteilt durch die Länge des längeren (Reihenfolge) und aus eins minus der Jaccard-Ähnlichkeit ihrer Kontaktpunkte mit deren Häufigkeit (was getroffen wurde).',
    'Groups: partition around medoids (FasterPAM, Schubert and Rousseeuw 2021) of the most frequent variants, each as often as it has journeys; all other journeys go to the nearest medoid, the typical path.':
      'Gruppen: Aufteilung um Medoide (FasterPAM, Schubert und Rousseeuw 2021) der häufigsten Varianten, jede so oft, wie sie Journeys hat; alle anderen Journeys gehen zum nächsten Medoid, dem typischen Weg.',
    'There are personas only where two to six groups are clearer (mean silhouette, at least 0.02 above) than in five copies of 1,000 journeys whose steps were dealt out anew among them, and where each group is found again (mean Jaccard likeness of at least 0.75, Hennig 2007) when half of the variants are clustered alone. Of several numbers of groups the clearest is taken.':
      'Personas gibt es nur, wo zwei bis sechs Gruppen deutlicher sind (mittlere Silhouette, mindestens 0,02 darüber) als in fünf Kopien von 1.000 Journeys, deren Schritte neu unter ihnen verteilt wurden, und wo jede Gruppe wiedergefunden wird (mittlere Jaccard-Ähnlichkeit von mindestens 0,75, Hennig 2007), wenn die Hälfte der Varianten allein gruppiert wird. Von mehreren Gruppenzahlen wird die deutlichste genommen.',
    'Sets apart: share of the persona’s journeys with something minus the share of all others, Newcombe’s interval, false discovery rate (Benjamini-Hochberg) over everything compared, at least five points. What journeys were put together by describes a persona and proves nothing; entry channel, pace, pauses and channels were not used, and neither was the outcome.':
      'Hebt ab: Anteil der Journeys der Persona mit etwas minus Anteil aller anderen, Newcombes Intervall, Falschentdeckungsrate (Benjamini-Hochberg) über alles Verglichene, mindestens fünf Punkte. Wonach Journeys zusammengestellt wurden, beschreibt eine Persona und beweist nichts; Eingangskanal, Tempo, Pausen und Kanäle wurden nicht verwendet, und auch der Ausgang nicht.',
    'Segment: a rule of at most three touchpoints met or not, and how well it gives back the persona, in journeys; a segment is about people and everything known of them.':
      'Segment: eine Regel aus höchstens drei getroffenen oder nicht getroffenen Kontaktpunkten, und wie gut sie die Persona wiedergibt, in Journeys; ein Segment handelt von Personen und allem, was von ihnen bekannt ist.',
    'Converted is of closed journeys: open ones are counted apart.':
      'Konvertiert gilt von abgeschlossenen Journeys: Offene werden gesondert gezählt.',
    ...limitWords,
    'Shares have 95 % Wilson score intervals; journeys of one person are taken as independent.':
      'Anteile haben 95-%-Intervalle nach Wilson (Score); Journeys einer Person werden als unabhängig genommen.',
  },
  { n: comparedTouches },
);
