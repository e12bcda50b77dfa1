import { adjustments } from '@touchtrail/contract';
import type { Adjustment } from '@touchtrail/contract';
import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';
import type { Said } from '../base/words.ts';

const adjustedWords: Readonly<Record<Adjustment, Said>> = {
  entry_channel: { en: 'entry channel', de: 'Eingangskanal' },
  device: { en: 'device', de: 'Gerät' },
  campaign: { en: 'campaign', de: 'Kampagne' },
  prior_visits: { en: 'prior visits', de: 'frühere Besuche' },
  prior_conversions: { en: 'prior conversions', de: 'frühere Konversionen' },
};
const nothing: Said = { en: 'nothing of these', de: 'nichts davon' };

function listed(some: readonly Adjustment[]): Said {
  if (some.length === 0) return nothing;
  const inLanguage = (language: keyof Said) =>
    some.map((one) => adjustedWords[one][language]).join(', ');
  return { en: inLanguage('en'), de: inLanguage('de') };
}

const german = {
  'Each touch that does not reach the goal is watched for the horizon: the goal comes next, another touch does, or nothing. Touches younger than that at the end of the data are left out and counted. A touchpoint counts as met from its first touch in the journey on, never before: who converts early is not compared with who had longer to meet it.':
    'Jeder Kontakt, der das Ziel nicht erreicht, wird über die Frist beobachtet: Als Nächstes kommt das Ziel, ein anderer Kontakt oder nichts. Kontakte, die am Ende der Daten jünger sind, bleiben außen vor und werden gezählt. Ein Kontaktpunkt gilt ab seinem ersten Kontakt in der Journey als getroffen, nie davor: Wer früh konvertiert, wird nicht mit denen verglichen, die länger Zeit hatten, ihn zu treffen.',
  'Crude and adjusted: odds that the goal comes next, after it was met against before or without; adjusted by step of the journey (1, 2, 3, 4-5, 6-8, 9 and later) and what is adjusted for (Mantel-Haenszel, variance of Robins, Breslow and Greenland). Met and here: odds ratios of one joint logistic model of all touchpoints with step (1 to 8, 9-10, 11-13, 14-18, 19-25, 26-40, later), what is adjusted for, day of the week and stretch of the calendar.':
    'Roh und bereinigt: Chancen, dass als Nächstes das Ziel kommt, nachdem er getroffen wurde, gegen davor oder ohne ihn; bereinigt nach Schritt der Journey (1, 2, 3, 4-5, 6-8, 9 und später) und dem, wonach bereinigt wird (Mantel-Haenszel, Varianz nach Robins, Breslow und Greenland). Getroffen und hier: Chancenverhältnisse eines gemeinsamen logistischen Modells aller Kontaktpunkte mit Schritt (1 bis 8, 9-10, 11-13, 14-18, 19-25, 26-40, später), dem, wonach bereinigt wird, Wochentag und Abschnitt des Kalenders.',
  'Adjusted for here, beside step, calendar and all other touchpoints: {adjusted}. Not adjusted for: {rest}, nor anything that is not recorded. Entry channel, device and campaign (the five most frequent, the rest as one) are those of the journey’s first touch; prior visits (0, 1, 2-3, 4 and more) and prior conversions (0, 1, 2 and more) are those of the person before the journey, as far back as the range reads.':
    'Hier bereinigt, neben Schritt, Kalender und allen anderen Kontaktpunkten, nach: {adjusted}. Nicht bereinigt nach: {rest}, noch nach etwas, das nicht aufgezeichnet ist. Eingangskanal, Gerät und Kampagne (die fünf häufigsten, der Rest als eine) sind die des ersten Kontakts der Journey; frühere Besuche (0, 1, 2-3, 4 und mehr) und frühere Konversionen (0, 1, 2 und mehr) sind die der Person vor der Journey, so weit der Bereich zurückreicht.',
  'Effect: conversion of the journeys that met it, with the coefficients of the touchpoint minus without them, in points; a second model of journeys that go away enters too (g-formula over the journeys as they are); without it a touch stands at an ordinary place of that step (interquartile mean of the others). Interval by the delta method over 250 random groups of people, with the degrees of freedom that these leave (Pan and Wall 2002). Per 30 days: effect times the journeys that meet it.':
    'Wirkung: Konversion der Journeys, die ihn getroffen haben, mit den Koeffizienten des Kontaktpunkts minus ohne sie, in Punkten; ein zweites Modell der Journeys, die weggehen, geht mit ein (g-Formel über die Journeys, wie sie sind); ohne ihn steht ein Kontakt an einer gewöhnlichen Stelle dieses Schritts (Interquartilmittel der übrigen). Intervall nach der Delta-Methode über 250 zufällige Gruppen von Personen, mit den Freiheitsgraden, die diese lassen (Pan und Wall 2002). Je 30 Tage: Wirkung mal die Journeys, die ihn treffen.',
  'Make (break): the interval lies above +0.5 (below -0.5) points and the false discovery rate over all touchpoints judged (Benjamini-Hochberg) is at most 5 %. Moment of truth: at least 5 points for sure, met by at least 5 % of the journeys. Insufficient: under 200 journeys that met it, under 30 of them converted or not, or under 80 % of the touches after it beside comparable ones without it.':
    'Make (break): Das Intervall liegt über +0,5 (unter -0,5) Punkten, und die Falschentdeckungsrate über alle beurteilten Kontaktpunkte (Benjamini-Hochberg) beträgt höchstens 5 %. Moment der Wahrheit: sicher mindestens 5 Punkte, getroffen von mindestens 5 % der Journeys. Unzureichend: unter 200 Journeys, die ihn getroffen haben, davon unter 30 konvertiert oder nicht konvertiert, oder unter 80 % der Kontakte danach neben vergleichbaren ohne ihn.',
  'Pain point, whatever the effect: a mean rating of at most 5 of 10 from 30 ratings, surely under that of all touchpoints; or a drop-off point; or a form field with friction, as the reports of these say.':
    'Schmerzpunkt, unabhängig von der Wirkung: eine mittlere Bewertung von höchstens 5 von 10 ab 30 Bewertungen, sicher unter der aller Kontaktpunkte; oder ein Abbruchpunkt; oder ein Formularfeld mit Reibung, wie es die Berichte dazu sagen.',
  'By value: one joint model in which a touchpoint is another one for each value; differences are against the reference, q is over all touchpoints told apart. Quality at a touch: errors or rage clicks, else slow (largest paint over 4 s, an answer over 0.5 s), else rated 5 of 10 or less, else fine, which is also where nothing was measured.':
    'Nach Wert: ein gemeinsames Modell, in dem ein Kontaktpunkt für jeden Wert ein eigener ist; Unterschiede gelten gegen die Referenz, q gilt über alle unterschiedenen Kontaktpunkte. Qualität bei einem Kontakt: Fehler oder Wutklicks, sonst langsam (größtes Element nach über 4 s, eine Antwort nach über 0,5 s), sonst mit 5 von 10 oder weniger bewertet, sonst gut; gut gilt auch, wo nichts gemessen wurde.',
  'E-value: how strong something that is not in the model would have to be, as a risk ratio with both the touch and the goal, to explain the effect (VanderWeele and Ding 2017). All of it is association, adjusted for what is named here; it is not proof of a cause. Experiment: journeys in each half of a two-sided test at 5 % with a power of 80 %, that would tell the effect, or the difference asked for, beside the share that converts without it (Fleiss, Levin and Paik 2003, 4.14).':
    'E-Wert: wie stark etwas, das nicht im Modell ist, als Risikoverhältnis sowohl mit dem Kontakt als auch mit dem Ziel zusammenhängen müsste, um die Wirkung zu erklären (VanderWeele und Ding 2017). All das ist Zusammenhang, bereinigt um das hier Genannte; es ist kein Beweis einer Ursache. Experiment: Journeys in jeder Hälfte eines zweiseitigen Tests zu 5 % mit einer Trennschärfe von 80 %, der die Wirkung oder den gefragten Unterschied neben dem Anteil zeigte, der ohne ihn konvertiert (Fleiss, Levin und Paik 2003, 4.14).',
  ...limitWords,
} as const;

/** What the figures mean that are adjusted for these. */
export const definitionFor = (adjust: readonly Adjustment[]): Said =>
  definitionOf(german, {
    adjusted: listed(adjust),
    rest: listed(adjustments.filter((one) => !adjust.includes(one))),
  });

export const say = words({
  'Of {n} touchpoints the {most} most frequent are judged. Name touchpoints to group pages.':
    'Von {n} Kontaktpunkten werden die {most} häufigsten beurteilt. Benennen Sie Kontaktpunkte, um Seiten zu gruppieren.',
  'No touch was watched for the whole horizon yet. Take a shorter one, or wait for data.':
    'Noch wurde kein Kontakt über die ganze Frist beobachtet. Nehmen Sie eine kürzere oder warten Sie auf Daten.',
  'The joint model could not be fitted: its covariates cannot be told apart.':
    'Das gemeinsame Modell ließ sich nicht anpassen: Seine Kovariaten lassen sich nicht unterscheiden.',
  'The joint model is fitted on {percent} % of the people, drawn by the hash of their id; crude and adjusted odds are of all.':
    'Das gemeinsame Modell ist an {percent} % der Personen angepasst, gezogen nach dem Hash ihrer ID; rohe und bereinigte Chancen gelten für alle.',
  'The joint model did not settle: read its intervals with care.':
    'Das gemeinsame Modell kam nicht zur Ruhe: Lesen Sie seine Intervalle mit Vorsicht.',
  'No touchpoint has the 200 journeys, 30 conversions and 30 journeys without one that a verdict needs.':
    'Kein Kontaktpunkt hat die 200 Journeys, 30 Konversionen und 30 Journeys ohne eine, die ein Urteil braucht.',
  'Nobody met {touchpoint} in this range: no journeys are listed.':
    'Niemand hat {touchpoint} in diesem Bereich getroffen: Es werden keine Journeys aufgeführt.',
  'Of {field} the {most} most frequent values are told apart.':
    'Von {field} werden die {most} häufigsten Werte unterschieden.',
  'There is one value of {by} only: {value}. Nothing to compare.':
    'Es gibt nur einen Wert von {by}: {value}. Nichts zu vergleichen.',
  'By {by} the {n} most frequent touchpoints are told apart, of {all}.':
    'Nach {by} werden die {n} häufigsten Kontaktpunkte unterschieden, von {all}.',
});
