import { words } from '../base/words.ts';

/** Warnings and refusals of attribution, of a site and of counted paths. */
export const say = words({
  'conversions without another touch to credit':
    'Konversionen ohne einen anderen Kontakt, dem etwas zuzurechnen wäre',
  'It needs its shares: weights first:40,lead:0,last:40,middle:20.':
    'Es braucht seine Anteile: weights first:40,lead:0,last:40,middle:20.',
  'No journey converted: there is no credit.':
    'Keine Journey hat konvertiert: Es gibt nichts zuzurechnen.',
  'It was not computed.': 'Es wurde nicht berechnet.',
  'Counted paths have no times. Ask the report attribution of a site.':
    'Gezählte Wege haben keine Zeiten. Fragen Sie den Bericht attribution einer Site.',
  'It needs journeys step by step, and what became of them. Ask the report attribution of a site.':
    'Es braucht Journeys Schritt für Schritt und was aus ihnen wurde. Fragen Sie den Bericht attribution einer Site.',
  'No intervals: {keys} keys by {models} models are too many to resample. Tell fewer apart, or ask for fewer models.':
    'Keine Intervalle: {keys} Schlüssel mal {models} Modelle sind zu viele, um sie neu zu ziehen. Unterscheiden Sie weniger oder fragen Sie nach weniger Modellen.',
  '{n} entries of spend have no rate to {currency} and are left out. Load one: touchtrail rate import.':
    '{n} Ausgaben haben keinen Kurs nach {currency} und bleiben außen vor. Laden Sie einen: touchtrail rate import.',
  'Of {n} keys the {most} most frequent are told apart, the rest is {other}.':
    'Von {n} Schlüsseln werden die {most} häufigsten unterschieden, der Rest ist {other}.',
  'Of {n} channels the {most} most frequent are told apart, the rest is {other}.':
    'Von {n} Kanälen werden die {most} häufigsten unterschieden, der Rest ist {other}.',
  'No journey converted: there is no credit to give.':
    'Keine Journey hat konvertiert: Es gibt nichts zu verteilen.',
  'Few data: {n} conversions. Intervals are wide.':
    'Wenige Daten: {n} Konversionen. Die Intervalle sind weit.',
  'No journey was lost: Markov, Shapley and leave-one-out cannot tell channels that convert from those that are merely met. Add the journeys that did not convert.':
    'Keine Journey ging verloren: Markov, Shapley und Leave-one-out können Kanäle, die konvertieren, nicht von solchen unterscheiden, die nur getroffen werden. Nehmen Sie die Journeys dazu, die nicht konvertierten.',
  'There is one channel only: it gets everything in every model.':
    'Es gibt nur einen Kanal: Er bekommt in jedem Modell alles.',
  'incremental: not enough evidence of {n} of {all} ({some}).':
    'incremental: zu wenig Belege für {n} von {all} ({some}).',
  'Nothing has the 200 journeys, 30 conversions and 30 journeys without one that an effect needs.':
    'Nichts hat die 200 Journeys, 30 Konversionen und 30 Journeys ohne eine, die eine Wirkung braucht.',
  'There are more than {most} different steps. Tell fewer keys apart, or take a lower order.':
    'Es gibt mehr als {most} verschiedene Schritte. Unterscheiden Sie weniger Schlüssel oder nehmen Sie eine niedrigere Ordnung.',
  'There are more than {most} different paths. Tell fewer keys apart.':
    'Es gibt mehr als {most} verschiedene Wege. Unterscheiden Sie weniger Schlüssel.',
  'No intervals for markov: more than {most} different steps. Tell fewer keys apart, or take a lower order.':
    'Keine Intervalle für markov: mehr als {most} verschiedene Schritte. Unterscheiden Sie weniger Schlüssel oder nehmen Sie eine niedrigere Ordnung.',
  'No intervals for leave-one-out: more than {most} different paths. Tell fewer keys apart.':
    'Keine Intervalle für leave-one-out: mehr als {most} verschiedene Wege. Unterscheiden Sie weniger Schlüssel.',
  'Only Markov orders up to {order} were compared: the higher ones have more than {most} different steps.':
    'Nur Markov-Ordnungen bis {order} wurden verglichen: Die höheren haben mehr als {most} verschiedene Schritte.',
  'No intervals for markov: resampling {n} states would take minutes. Tell fewer channels apart.':
    'Keine Intervalle für markov: {n} Zustände neu zu ziehen würde Minuten dauern. Unterscheiden Sie weniger Kanäle.',
  'No intervals for shapley above {most} channels: {n} orders are sampled, with the standard error of that.':
    'Keine Intervalle für shapley über {most} Kanälen: {n} Reihenfolgen werden gezogen, mit dem Standardfehler davon.',
  '{n} channels are more than the {most} that orders are sampled of. Tell fewer channels apart.':
    '{n} Kanäle sind mehr als die {most}, für die Reihenfolgen gezogen werden. Unterscheiden Sie weniger Kanäle.',
  '{n} conversions have a value below 0: shares of a sum that cancels out mean nothing. Send refunds as touches of their own.':
    '{n} Konversionen haben einen Wert unter 0: Anteile an einer Summe, die sich aufhebt, bedeuten nichts. Senden Sie Erstattungen als eigene Kontakte.',
  'Value comes in several currencies ({list}), and {n} conversions have no rate to {currency}. Load rates: touchtrail rate import FILE.':
    'Der Wert kommt in mehreren Währungen ({list}), und {n} Konversionen haben keinen Kurs nach {currency}. Laden Sie Kurse: touchtrail rate import DATEI.',
});
