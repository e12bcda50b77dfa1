import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'A wait begins at the first touch of a journey, or at its first touch of a given touchpoint, and ends with the goal, with a given touchpoint that ends it otherwise, or as abandoned once the journey was silent for the inactivity limit. Open journeys count as long as they were watched: censored, neither lost nor left out.':
    'Ein Warten beginnt beim ersten Kontakt einer Journey oder bei ihrem ersten Kontakt eines gegebenen Kontaktpunkts und endet mit dem Ziel, mit einem gegebenen Kontaktpunkt, der es anders beendet, oder als abgebrochen, sobald die Journey so lange still war wie die Inaktivitätsgrenze. Offene Journeys zählen so lange, wie sie beobachtet wurden: zensiert, weder verloren noch weggelassen.',
  'Shares converted, ended and abandoned by a time: Aalen-Johansen with 95 % log(-log) bands, because what ended otherwise cannot convert any more; Kaplan-Meier when nothing ended otherwise. One minus Kaplan-Meier with other ends as censored would be too high.':
    'Bis zu einer Zeit konvertierte, beendete und abgebrochene Anteile: Aalen-Johansen mit 95-%-log(-log)-Bändern, weil nicht mehr konvertieren kann, was anders endete; Kaplan-Meier, wenn nichts anders endete. Eins minus Kaplan-Meier mit anderen Enden als zensierten wäre zu hoch.',
  'Quartiles: the time by which a quarter, half, three quarters of all waits had converted, null while fewer have; their bounds are where the bands cross. Times of those that converted so far are shown beside it: the slow ones are still missing there.':
    'Quartile: die Zeit, bis zu der ein Viertel, die Hälfte, drei Viertel aller Warten konvertiert waren, null, solange es weniger sind; ihre Grenzen liegen, wo die Bänder sie schneiden. Die Zeiten der bisher konvertierten stehen daneben: Dort fehlen die langsamen noch.',
  'Groups are told apart by the value at the touch that starts the clock; whether they differ is tested by Gray (1988), by the log-rank test when nothing competes.':
    'Gruppen werden nach dem Wert bei dem Kontakt unterschieden, der die Uhr startet; ob sie sich unterscheiden, wird nach Gray (1988) geprüft, mit dem Log-Rank-Test, wenn nichts konkurriert.',
  'Times are counted by the second up to a minute, by ten seconds up to 10 minutes, by the minute up to 2 hours, by ten minutes up to a day, by the hour up to 14 days, by the day beyond.':
    'Zeiten werden bis zu einer Minute auf die Sekunde gezählt, bis 10 Minuten auf zehn Sekunden, bis 2 Stunden auf die Minute, bis zu einem Tag auf zehn Minuten, bis 14 Tage auf die Stunde, darüber auf den Tag.',
  ...limitWords,
});

export const say = words({
  '{n} of {all} journeys may have begun before the data: times are at least what is shown.':
    '{n} von {all} Journeys können vor den Daten begonnen haben: Die Zeiten sind mindestens so lang wie gezeigt.',
  'No journey touched what starts the clock: there is no time to tell.':
    'Keine Journey hatte Kontakt mit dem, was die Uhr startet: Es gibt keine Zeit zu nennen.',
});
