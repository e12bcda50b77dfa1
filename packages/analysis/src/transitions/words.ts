import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';
import { leftOutWords } from '../paths/left-out.ts';
import { pairTouches } from './query.ts';

export const definition = definitionOf(
  {
    'A path is the touches of one journey, person, visit or session in the order of time, sequence number and event id. Every path begins at (start); a journey ends at (converted), (abandoned: lost for good), (silent: open and quiet for the abandonment gap) or (active: open and younger), any other path at (end).':
      'Ein Weg ist die Folge der Kontakte einer Journey, einer Person, eines Besuchs oder einer Sitzung nach Zeit, laufender Nummer und Ereignis-ID. Jeder Weg beginnt bei (start); eine Journey endet bei (converted), (abandoned: endgültig verloren), (silent: offen und so lange still wie die Abbruchlücke) oder (active: offen und jünger), jeder andere Weg bei (end).',
    'An edge is a touch followed directly by another, the start or an end; its share is of all steps that leave the same node, its lag from touch to touch. With merged repeats, a run of one touchpoint counts as its first touch.':
      'Eine Kante ist ein Kontakt, dem direkt ein anderer, der Anfang oder ein Ende folgt; ihr Anteil gilt von allen Schritten, die denselben Knoten verlassen, ihr Abstand von Kontakt zu Kontakt. Mit zusammengefassten Wiederholungen zählt eine Reihe desselben Kontaktpunkts als ihr erster Kontakt.',
    'Edges that are not shown pass through (rare), one step in and one out for each, so that what enters and leaves every node sums. Touchpoints that are not told apart are (other).':
      'Kanten, die nicht gezeigt werden, gehen durch (rare), je ein Schritt hinein und einer hinaus, sodass sich ergänzt, was jeden Knoten betritt und verlässt. Kontaktpunkte, die nicht unterschieden werden, sind (other).',
    'Eventually: pairs of touches of one path in order, whatever stands between, over the first {n} touches of a path.':
      'Irgendwann danach: Paare von Kontakten eines Weges in ihrer Reihenfolge, was immer dazwischen liegt, über die ersten {n} Kontakte eines Weges.',
    ...leftOutWords,
    ...limitWords,
    'Shares have 95 % Wilson score intervals; quantiles are type 7.':
      'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
  },
  { n: pairTouches },
);

export const say = words({
  '{n} paths have more than {most} touches: pairs that follow eventually are counted over the first {most}.':
    '{n} Wege haben mehr als {most} Kontakte: Paare, die irgendwann folgen, werden über die ersten {most} gezählt.',
});
