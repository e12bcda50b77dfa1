import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'A report for the journeys that began in each day or week of the site’s time zone, with all of their later touches, however late. Figures are those of the report’s table; rows are the first of the report over the whole range.':
    'Ein Bericht über die Journeys, die an jedem Tag oder in jeder Woche der Zeitzone der Site begannen, mit allen ihren späteren Kontakten, wie spät sie auch kamen. Die Zahlen sind die der Tabelle des Berichts; die Zeilen sind die ersten des Berichts über den ganzen Bereich.',
  'Complete: no journey of the bucket is open. Open: some are, so what they come to is not known yet. Partial: the day or week was not over at the end of the data. What is open or partial is no fall.':
    'Vollständig: Keine Journey des Abschnitts ist offen. Offen: Einige sind es, darum ist noch nicht bekannt, worauf sie hinauslaufen. Unvollendet: Der Tag oder die Woche war am Ende der Daten nicht vorbei. Was offen oder unvollendet ist, ist kein Rückgang.',
  'Nothing is shown where nothing was observed, or where the report of the bucket does not list the row.':
    'Nichts wird gezeigt, wo nichts beobachtet wurde oder wo der Bericht des Abschnitts die Zeile nicht aufführt.',
  'Intervals are those of the report; those of medians are order-statistics intervals with the quantile function straight between the quartiles.':
    'Intervalle sind die des Berichts; die von Medianen sind Intervalle aus Ordnungsstatistiken, mit gerader Quantilfunktion zwischen den Quartilen.',
  'Limits of silence that are not given are learned once, from everybody in the range, and are the same in all buckets.':
    'Grenzen der Stille, die nicht gegeben sind, werden einmal aus allen im Bereich gelernt und sind in allen Abschnitten dieselben.',
  ...limitWords,
});

export const say = words({
  'the range has {many} days, and {most} are the most':
    'der Bereich hat {many} Tage, und {most} sind das meiste',
  'the range has {many} weeks, and {most} are the most':
    'der Bereich hat {many} Wochen, und {most} sind das meiste',
  'Take {week}, or a shorter range ({from}).':
    'Nehmen Sie {week} oder einen kürzeren Bereich ({from}).',
  'Take a shorter range ({from}).': 'Nehmen Sie einen kürzeren Bereich ({from}).',
  '{report} has no figure {missing}; it has: {known}.':
    '{report} hat keine Zahl {missing}; es gibt: {known}.',
  '{n} of {all} days are not fully observed yet (open journeys, or not over): what they show can still rise or fall and is no trend.':
    '{n} von {all} Tagen sind noch nicht ganz beobachtet (offene Journeys, oder nicht vorbei): Was sie zeigen, kann noch steigen oder fallen und ist kein Trend.',
  '{n} of {all} weeks are not fully observed yet (open journeys, or not over): what they show can still rise or fall and is no trend.':
    '{n} von {all} Wochen sind noch nicht ganz beobachtet (offene Journeys, oder nicht vorbei): Was sie zeigen, kann noch steigen oder fallen und ist kein Trend.',
});
