import type { AttributionModel } from '@touchtrail/contract';
import { view } from '../../app/state.ts';
import { channelName } from '../../words/channels.ts';
import { words } from '../../words/words.ts';

export const say = words({
  By: 'Nach',
  channel: 'Kanal',
  campaign: 'Kampagne',
  touchpoint: 'Kontaktpunkt',
  'Look-back': 'Rückschau',
  Repeats: 'Wiederholungen',
  'count once in a row': 'hintereinander einmal',
  'count each': 'jede zählen',
  'first of each only': 'nur das erste von jedem',
  'leave out direct at the end': 'Direktes am Ende auslassen',
  Model: 'Modell',
  'Who gets the credit, model by model': 'Wem die Konversion gehört, Modell für Modell',
  '{n} conversions shared out, whatever the model: each column sums to 100 %. {nulls} journeys ended without.':
    '{n} Konversionen verteilt, in jedem Modell: Jede Spalte ergibt 100 %. {nulls} Journeys endeten ohne.',
  'first touch': 'erster Kontakt',
  'last touch': 'letzter Kontakt',
  'last non-direct': 'letzter nicht direkte',
  linear: 'linear',
  'U-shaped': 'U-förmig',
  'W-shaped': 'W-förmig',
  'time decay': 'zeitlich abnehmend',
  'decay by step': 'abnehmend je Schritt',
  custom: 'eigene Gewichte',
  'simplified Shapley': 'Shapley vereinfacht',
  Markov: 'Markov',
  Shapley: 'Shapley',
  'leave one out': 'Weglassen',
  incremental: 'inkrementell',
  'Models disagree': 'Modelle uneinig',
  'by {points} points': 'um {points} Punkte',
  'How sure each model is': 'Wie sicher jedes Modell ist',
  '{model}: share of conversions with 95 % interval, from {n} resamples of {by}':
    '{model}: Anteil der Konversionen mit 95-%-Intervall, aus {n} Stichproben nach {by}',
  'This model has no answer here:': 'Dieses Modell hat hier keine Antwort:',
  '{key}: {share} of conversions ({low} to {high}), {n} conversions.':
    '{key}: {share} der Konversionen ({low} bis {high}), {n} Konversionen.',
  'Share of conversions': 'Anteil an Konversionen',
  Removal: 'Ohne ihn verloren',
  Cost: 'Kosten',
  'Return on spend': 'Ertrag je Ausgabe',
  'Cost per conversion': 'Kosten je Konversion',
  'interval reaches 0': 'Intervall reicht bis 0',
  'Nobody converted in this period: there is nothing to share out.':
    'In diesem Zeitraum konvertierte niemand: Es gibt nichts zu verteilen.',
  'How far models are apart': 'Wie weit die Modelle auseinander sind',
  'Half the sum of the differences of their shares: 0 % they agree, 100 % nothing in common. Where they disagree about a channel, no single number of it can be trusted alone.':
    'Die halbe Summe der Unterschiede ihrer Anteile: 0 % sie stimmen überein, 100 % nichts gemeinsam. Wo sie über einen Kanal uneinig sind, ist keiner einzelnen Zahl zu trauen.',
  'One model': 'Ein Modell',
  'Another model': 'Ein anderes',
  Distance: 'Abstand',
  'Markov chain of order {order}, chosen by {how}; Shapley computed {method}.':
    'Markov-Kette der Ordnung {order}, gewählt durch {how}; Shapley {method} berechnet.',
  hand: 'Vorgabe',
  people: 'Personen',
  accounts: 'Konten',
  journeys: 'Journeys',
  'cross-validation': 'Kreuzvalidierung',
  exactly: 'exakt',
  'from samples': 'aus Stichproben',
  'The first {n} of {all}: all are in the table (t).':
    'Die ersten {n} von {all}: Alle stehen in der Tabelle (t).',
  '(other)': '(andere)',
});

const names = {
  first: 'first touch',
  last: 'last touch',
  'last-non-direct': 'last non-direct',
  linear: 'linear',
  'u-shaped': 'U-shaped',
  'w-shaped': 'W-shaped',
  'time-decay': 'time decay',
  'time-decay-step': 'decay by step',
  custom: 'custom',
  'shapley-simplified': 'simplified Shapley',
  markov: 'Markov',
  shapley: 'Shapley',
  'leave-one-out': 'leave one out',
  incremental: 'incremental',
} as const satisfies Record<AttributionModel, string>;

export const modelName = (model: AttributionModel): string => say(names[model]);

/** What gets the credit, as people read it. */
export const keyName = (key: string): string => {
  if (key === '(other)') return say('(other)');
  return view.value.choices.by === 'channel' ? channelName(key) : key;
};
