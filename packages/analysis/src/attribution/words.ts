import { limitWords } from '../base/limits.ts';
import { definitionOf } from '../base/words.ts';

export const definition = definitionOf({
  'A path is the touches of a closed journey within the look-back of its end, in the order of time, sequence number and event id: of a conversion up to and with the touch that converted, of a journey that was lost up to its last touch. Open journeys are left out: they are neither.':
    'Ein Weg besteht aus den Kontakten einer abgeschlossenen Journey innerhalb des Rückblicks vor ihrem Ende, nach Zeit, laufender Nummer und Ereignis-ID: bei einer Konversion bis einschließlich zum Kontakt, der konvertierte, bei einer verlorenen Journey bis zu ihrem letzten Kontakt. Offene Journeys bleiben außen vor: Sie sind weder das eine noch das andere.',
  'The credits of one conversion sum to 1; the value of a conversion is shared out by the same credits.':
    'Die Anteile an einer Konversion ergeben zusammen 1; der Wert einer Konversion wird nach denselben Anteilen verteilt.',
  'First, last, last non-direct, linear: as named. U: 40 % first, 40 % last, 20 % between. W: 30 % first, lead and last each, 10 % the others. The share of a place that a path does not have goes to the places it has. Time decay: 2^(−age/half-life); in steps: whole half-lives only.':
    'Erster, letzter, letzter nicht direkter Kontakt, linear: wie der Name sagt. U: 40 % der erste, 40 % der letzte, 20 % dazwischen. W: je 30 % der erste, der Lead und der letzte, 10 % die übrigen. Der Anteil einer Stelle, die ein Weg nicht hat, geht an die Stellen, die er hat. Zeitverfall: 2^(−Alter/Halbwertszeit); in Stufen: nur ganze Halbwertszeiten.',
  'Simplified Shapley: the conversion is shared equally by the channels met. Leave-one-out: by how much the observed rate of a path falls without a touch.':
    'Vereinfachter Shapley: Die Konversion wird zu gleichen Teilen auf die getroffenen Kanäle verteilt. Leave-one-out: um wie viel die beobachtete Rate eines Weges ohne einen Kontakt sinkt.',
  'Markov: a state is the last channels of a path; removal effect: the share of conversions that pass a channel; credit: removal effect over the sum of all. Solved exactly. The order, unless given, is the one that predicts unseen journeys best (ten-fold cross-validated log-loss, repeats merged).':
    'Markov: Ein Zustand sind die letzten Kanäle eines Weges; Wegnahme-Effekt: der Anteil der Konversionen, die durch einen Kanal gehen; Zurechnung: Wegnahme-Effekt geteilt durch die Summe aller. Exakt gelöst. Die Ordnung ist, wenn keine gegeben ist, diejenige, die ungesehene Journeys am besten vorhersagt (logarithmischer Verlust in zehnfacher Kreuzvalidierung, Wiederholungen zusammengefasst).',
  'Shapley: what a channel adds to the conversion rate of the Markov graph of order 1, mean over all orders in which channels can join.':
    'Shapley: was ein Kanal zur Konversionsrate des Markov-Graphen erster Ordnung hinzufügt, gemittelt über alle Reihenfolgen, in denen Kanäle hinzukommen können.',
  'Incremental: the total effect of having met it (see make-or-break), times the journeys that met it; watched for 14 days, or for the inactivity limit where that is shorter; value at the mean of a conversion. It does not sum to the conversions. Adjusted for all other keys, step and calendar; not a proof of a cause.':
    'Inkrementell: die Gesamtwirkung, ihn getroffen zu haben (siehe make-or-break), mal die Journeys, die ihn getroffen haben; beobachtet über 14 Tage oder über die Inaktivitätsgrenze, wenn diese kürzer ist; Wert zum Mittel einer Konversion. Die Summe ergibt nicht die Zahl der Konversionen. Bereinigt um alle anderen Schlüssel, Schritt und Kalender; kein Beweis einer Ursache.',
  'All other models are rules for sharing credit; they do not say what would be missing without the channel.':
    'Alle anderen Modelle sind Regeln, um Verdienst zu verteilen; sie sagen nicht, was ohne den Kanal fehlen würde.',
  'Intervals are 95 % percentile intervals over resampled people (Poisson bootstrap). An interval that reaches 0 is marked. Rank: place within a model by conversions, equal ones share the smaller number; it holds in the share of resamples that give the very same rank.':
    'Intervalle sind 95-%-Perzentilintervalle über neu gezogene Personen (Poisson-Bootstrap). Ein Intervall, das bis 0 reicht, ist markiert. Rang: Platz in einem Modell nach Konversionen, gleiche teilen sich die kleinere Zahl; er hält in dem Anteil der Ziehungen, die genau diesen Rang ergeben.',
  'Spend of a period counts by the days that lie in the range.':
    'Ausgaben eines Zeitraums zählen nach den Tagen, die im Bereich liegen.',
  ...limitWords,
});
