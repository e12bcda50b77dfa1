import type { MakeOrBreakRow } from '@touchtrail/contract';
import { words } from '../../words/words.ts';

export const say = words({
  'Which touchpoints decide': 'Welche Kontaktpunkte entscheiden',
  'Change in conversion within {horizon} of the journeys that met it, in points, beside comparable touches of journeys that had not. {n} journeys were watched that long. An association, no proof: what is not measured may stand behind it.':
    'Änderung der Konversion binnen {horizon} bei Journeys, die ihn trafen, in Punkten, neben vergleichbaren Kontakten von Journeys, die ihn nicht trafen. {n} Journeys wurden so lange beobachtet. Ein Zusammenhang, kein Beweis: Ungemessenes kann dahinterstehen.',
  makes: 'entscheidet dafür',
  breaks: 'entscheidet dagegen',
  'moment of truth': 'Moment der Wahrheit',
  'not distinguishable': 'nicht unterscheidbar',
  'not distinguishable from no effect': 'nicht von keiner Wirkung unterscheidbar',
  'too few to say': 'zu wenige für eine Aussage',
  'No touchpoint can be judged yet.': 'Noch lässt sich kein Kontaktpunkt beurteilen.',
  'The table says for each what is missing.': 'Die Tabelle sagt für jeden, was fehlt.',
  'Effect on conversion by touchpoint': 'Wirkung auf die Konversion nach Kontaktpunkt',
  'points of conversion': 'Punkte Konversion',
  '{n} of {all} touchpoints cannot be judged: see the table.':
    '{n} von {all} Kontaktpunkten lassen sich nicht beurteilen: siehe Tabelle.',
  '{touchpoint}: {effect} points of conversion ({low} to {high}), met by {reach} of journeys, q {q}. {verdict}.':
    '{touchpoint}: {effect} Punkte Konversion ({low} bis {high}), getroffen von {reach} der Journeys, q {q}. {verdict}.',
  Reach: 'Reichweite',
  'Crude odds': 'Rohe Chancen',
  'Adjusted odds': 'Bereinigte Chancen',
  'E-value': 'E-Wert',
  'Moments of truth:': 'Momente der Wahrheit:',
  'No moment of truth is certain in this period.':
    'In diesem Zeitraum ist kein Moment der Wahrheit sicher.',
  'For conversion works:': 'Für die Konversion wirkt:',
  'Against conversion works:': 'Gegen die Konversion wirkt:',
  'Nothing is certain to work against conversion.': 'Nichts wirkt sicher gegen die Konversion.',
  'Conversion within': 'Konversion binnen',
  'All touchpoints': 'Alle Kontaktpunkte',
  'Evidence for {touchpoint}': 'Belege zu {touchpoint}',
  'This touchpoint is not in the report for this view.':
    'Dieser Kontaktpunkt steht nicht im Bericht zu dieser Ansicht.',
  'It may have been renamed, or nobody met it in this period.':
    'Vielleicht wurde er umbenannt, oder niemand traf ihn in diesem Zeitraum.',
  'Like with like': 'Gleiches mit Gleichem',
  'Share of touches after which the goal comes next, at the same step, of journeys that are alike ({alike}): those that had met it against those that had not.':
    'Anteil der Kontakte, nach denen als Nächstes das Ziel kommt, beim selben Schritt, von Journeys, die sich gleichen ({alike}): die ihn getroffen hatten, gegen jene, die ihn nicht getroffen hatten.',
  'Step {step}': 'Schritt {step}',
  'Design an experiment': 'Ein Experiment entwerfen',
  Overlap: 'Vergleichbar',
  Step: 'Schritt',
  'Had met it': 'Hatten ihn getroffen',
  'Had not': 'Hatten nicht',
  'Difference in points': 'Unterschied in Punkten',
  'How sure is it?': 'Wie sicher ist das?',
  Question: 'Frage',
  Answer: 'Antwort',
  'Effect on conversion, in points': 'Wirkung auf die Konversion, in Punkten',
  'Odds as they are': 'Chancen, wie sie sind',
  'Odds at the same step, of journeys that are alike':
    'Chancen beim selben Schritt, von Journeys, die sich gleichen',
  'Odds in the joint model: having met it': 'Chancen im gemeinsamen Modell: ihn getroffen zu haben',
  'Odds in the joint model: standing there now':
    'Chancen im gemeinsamen Modell: jetzt dort zu sein',
  'False discovery rate (q) over all touchpoints':
    'Falschentdeckungsrate (q) über alle Kontaktpunkte',
  'How strong something unmeasured would have to be to explain it (risk ratio; its bound)':
    'Wie stark Ungemessenes sein müsste, um es zu erklären (Risikoverhältnis; an der Grenze)',
  'Touches after it that stand beside comparable ones':
    'Kontakte danach, neben denen vergleichbare stehen',
  'Journeys that met it': 'Journeys, die ihn trafen',
  'Conversions won or lost in 30 days': 'In 30 Tagen gewonnene oder verlorene Konversionen',
  'An association, no proof. To be sure, show it to a part of your visitors only, drawn at random, and compare the two.':
    'Ein Zusammenhang, kein Beweis. Um sicher zu sein, zeigen Sie ihn nur einem zufällig gezogenen Teil Ihrer Besucher und vergleichen Sie beide.',
  'See the paths from here': 'Die Wege von hier sehen',
});

/** What a verdict means, in words. */
export function verdictWord({ verdict, momentOfTruth, missing }: MakeOrBreakRow): string {
  if (momentOfTruth) return say('moment of truth');
  if (verdict === 'make') return say('makes');
  if (verdict === 'break') return say('breaks');
  if (verdict === 'not_distinguishable') return say('not distinguishable');
  return missing ?? say('too few to say');
}
