import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'The phase of a touch is that of its touchpoint in the registry; the order of phases is the site’s. Touches whose touchpoint is not registered or has no phase are counted and otherwise passed over.':
    'Die Phase eines Kontakts ist die seines Kontaktpunkts im Verzeichnis; die Reihenfolge der Phasen ist die der Site. Kontakte, deren Kontaktpunkt nicht verzeichnet ist oder keine Phase hat, werden gezählt und sonst übergangen.',
  'A stay is a run of touches in one phase within a journey. A move goes from one stay to the next; it goes back when that phase comes earlier in the order.':
    'Ein Aufenthalt ist eine Reihe von Kontakten in einer Phase innerhalb einer Journey. Ein Wechsel geht von einem Aufenthalt zum nächsten; er geht zurück, wenn dessen Phase in der Reihenfolge früher kommt.',
  'Reached: journeys with a touch in the phase so far; open journeys may reach more. Reached within: at most the horizon after the first touch of the journey, of the journeys that began at least that long before the end of the data.':
    'Erreicht: Journeys mit bisher einem Kontakt in der Phase; offene Journeys können noch mehr erreichen. Erreicht innerhalb: höchstens die Frist nach dem ersten Kontakt der Journey, von den Journeys, die mindestens so lange vor dem Ende der Daten begannen.',
  'Time to reach: from the first touch of the journey to the first in the phase. Time in phase: from the first touch of a stay to the first of the next stay, of stays that were followed by one: the last stay of a journey ends in silence or in the goal and has no such end.':
    'Zeit bis zum Erreichen: vom ersten Kontakt der Journey bis zum ersten in der Phase. Zeit in der Phase: vom ersten Kontakt eines Aufenthalts bis zum ersten des nächsten, von Aufenthalten, denen einer folgte: Der letzte Aufenthalt einer Journey endet in Stille oder im Ziel und hat kein solches Ende.',
  'Cells: journeys with a touch in a phase by a channel, and what came after the last such touch of each: another touch of the same visit, the goal, a touch of a later visit, abandonment, or nothing yet.':
    'Zellen: Journeys mit einem Kontakt in einer Phase über einen Kanal, und was nach dem jeweils letzten solchen Kontakt kam: ein weiterer Kontakt desselben Besuchs, das Ziel, ein Kontakt eines späteren Besuchs, Abbruch oder noch nichts.',
  'Furthest: the latest phase in the order that a journey has reached so far.':
    'Am weitesten: die nach der Reihenfolge späteste Phase, die eine Journey bisher erreicht hat.',
  'Experience, where asked for: ratings of the touchpoints of a phase as in the report feedback; beside them an inferred figure, which is no rating. A journey is troubled in a phase by errors or rage clicks at a touch there, by a page that loaded in more than 4 s or answered in more than 0.5 s, or by meeting one touchpoint twice running within a visit. Excess is the share of its journeys abandoned there beyond what as many touches lose on average over all phases. The inferred figure is 1 + 9 × (1 − troubled) × (1 − excess), of 30 journeys or more; its bounds take both shares at the ends of their intervals.':
    'Erlebnis, wo danach gefragt wird: Bewertungen der Kontaktpunkte einer Phase wie im Bericht feedback; daneben eine abgeleitete Zahl, die keine Bewertung ist. Eine Journey hat in einer Phase Ärger durch Fehler oder Wutklicks bei einem Kontakt dort, durch eine Seite, die in mehr als 4 s lud oder in mehr als 0,5 s antwortete, oder dadurch, dass sie in einem Besuch zweimal hintereinander denselben Kontaktpunkt traf. Mehrverlust ist der Anteil ihrer dort abgebrochenen Journeys über das hinaus, was ebenso viele Kontakte im Mittel aller Phasen verlieren. Die abgeleitete Zahl ist 1 + 9 × (1 − Ärger) × (1 − Mehrverlust), ab 30 Journeys; ihre Grenzen nehmen beide Anteile an den Enden ihrer Intervalle.',
  'KPIs, where asked for: conversion is the goal within the horizon of the first touch at the touchpoint, of journeys observed that long; abandonment is the hazard of the report drop-off; rating is the mean of the report feedback; time is the median from a touch to the next of the journey, of touches that have one, with the 95 % interval of order statistics. Shares are in percent, times in minutes. A target is reached or missed when the whole interval says so.':
    'KPIs, wo danach gefragt wird: Konversion ist das Ziel innerhalb der Frist nach dem ersten Kontakt am Kontaktpunkt, von Journeys, die so lange beobachtet sind; Abbruch ist das Risiko des Berichts drop-off; Bewertung ist das Mittel des Berichts feedback; Zeit ist der Median von einem Kontakt bis zum nächsten der Journey, von Kontakten, die einen haben, mit dem 95-%-Intervall der Ordnungsstatistik. Anteile stehen in Prozent, Zeiten in Minuten. Ein Zielwert gilt als erreicht oder verfehlt, wenn das ganze Intervall es sagt.',
  ...limitWords,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.':
    'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
});

export const say = words({
  'The site has no touchpoint registry, so no touch has a phase. Make one: touchtrail touchpoints unmapped shows what was seen.':
    'Die Site hat kein Verzeichnis der Kontaktpunkte, darum hat kein Kontakt eine Phase. Legen Sie eines an: touchtrail touchpoints unmapped zeigt, was gesehen wurde.',
  'No touch in this range is at a touchpoint with a phase. Give touchpoints a phase in the registry.':
    'Kein Kontakt in diesem Bereich liegt an einem Kontaktpunkt mit Phase. Geben Sie Kontaktpunkten im Verzeichnis eine Phase.',
  '{percent} % of the touches ({n}) have no phase: touchtrail touchpoints unmapped shows what is not registered.':
    '{percent} % der Kontakte ({n}) haben keine Phase: touchtrail touchpoints unmapped zeigt, was nicht verzeichnet ist.',
});
