import { words } from '../base/words.ts';

/** What findings say of themselves. */
export const say = words({
  'Having met {touchpoint} is associated with {effect} of conversion.':
    '{touchpoint} getroffen zu haben hängt mit {effect} Konversion zusammen.',
  'Having met {touchpoint} is associated with {effect} of conversion: a moment of truth.':
    '{touchpoint} getroffen zu haben hängt mit {effect} Konversion zusammen: ein Moment der Wahrheit.',
  'Difference in conversion of the journeys that met it, adjusted for all other touchpoints, step, entry channel, day of the week and calendar (make-or-break).':
    'Unterschied in der Konversion der Journeys, die ihn getroffen haben, bereinigt um alle anderen Kontaktpunkte, Schritt, Eingangskanal, Wochentag und Kalender (make-or-break).',
  'touchpoints for make or break': 'Kontaktpunkte darauf, ob sie entscheiden',
  'After {touchpoint} journeys pause more often than after other touchpoints: the odds are {odds} times theirs.':
    'Nach {touchpoint} pausieren Journeys öfter als nach anderen Kontaktpunkten: Das Chancenverhältnis ist {odds}.',
  'Odds of a pause without conversion against all other touchpoints, adjusted for step and entry channel (drop-off); lost are the pauses above those expected, times the share of its pauses that end as lost.':
    'Chancen einer Pause ohne Konversion gegen alle anderen Kontaktpunkte, bereinigt um Schritt und Eingangskanal (drop-off); verloren sind die Pausen über den erwarteten, mal dem Anteil seiner Pausen, die verloren enden.',
  'touchpoints for drop-off': 'Kontaktpunkte auf Abbruch',
  'People come back to {touchpoint} by {channel}: its share of returns is {ratio} times its share of first touches.':
    'Personen kommen über {channel} zu {touchpoint} zurück: Sein Anteil an den Rückkehren geteilt durch den an den ersten Kontakten ist {ratio}.',
  'Share in returns after a pause over share in first touches (re-entry); won are the returns here times how much more often journeys convert after them than after other returns, as they are, not like with like.':
    'Anteil an den Rückkehren nach einer Pause geteilt durch den Anteil an den ersten Kontakten (re-entry); gewonnen sind die Rückkehren hier mal dem, um wie viel öfter Journeys nach ihnen konvertieren als nach anderen Rückkehren, wie sie sind, nicht Gleiches mit Gleichem.',
  'places of return': 'Orte der Rückkehr',
  "The field {field} of {form} fails or ends fillings more often than the form's other fields: the odds are {odds} times theirs.":
    'Am Feld {field} von {form} scheitern oder enden Ausfüllungen öfter als an den anderen Feldern des Formulars: Das Chancenverhältnis ist {odds}.',
  'Odds that a filling breaks a rule or ends unsent at the field, against the other fields (forms); lost are the fillings that ended here times how much more often their journeys are lost than after sending.':
    'Chancen, dass eine Ausfüllung am Feld eine Regel bricht oder ungesendet endet, gegen die anderen Felder (forms); verloren sind die Ausfüllungen, die hier endeten, mal dem, um wie viel öfter ihre Journeys verloren gehen als nach dem Senden.',
  'form fields': 'Formularfelder',
  '{touchpoint} is rated {mean} of 10, all touchpoints together {all}.':
    '{touchpoint} wird mit {mean} von 10 bewertet, alle Kontaktpunkte zusammen mit {all}.',
  'Mean rating on the scale 1 to 10 of at least 30 ratings, at most 5 and surely below that of all touchpoints (feedback). Who answers is not everybody.':
    'Mittlere Bewertung auf der Skala 1 bis 10 aus mindestens 30 Bewertungen, höchstens 5 und sicher unter der aller Kontaktpunkte (feedback). Wer antwortet, sind nicht alle.',
  'ratings of touchpoints': 'Bewertungen von Kontaktpunkten',
  'From {from} to {to} more visits with {touchpoint} ended without conversion: {inside}, on other days {outside}.':
    'Vom {from} bis {to} endeten mehr Besuche mit {touchpoint} ohne Konversion: {inside}, an anderen Tagen {outside}.',
  'From {from} to {to} more visits with {touchpoint} among {field} {value} ended without conversion: {inside}, on other days {outside}.':
    'Vom {from} bis {to} endeten mehr Besuche mit {touchpoint} bei {field} {value} ohne Konversion: {inside}, an anderen Tagen {outside}.',
  'Share of the visits with the touchpoint that do not convert after it, inside the span against all other days; spans, touchpoints and segments were searched (drop-off, incidents).':
    'Anteil der Besuche mit dem Kontaktpunkt, die danach nicht konvertieren, innerhalb der Spanne gegen alle anderen Tage; Spannen, Kontaktpunkte und Segmente wurden durchsucht (drop-off, incidents).',
  'touchpoints and segments for incidents': 'Kontaktpunkte und Segmente auf Vorfälle',
  'figures of the last week': 'Zahlen der letzten Woche',
  'The last whole week against 95 % control limits from the weeks before and from how much they vary (p′ and u′ chart, Student’s t); false discovery rate over all figures held against their limits.':
    'Die letzte ganze Woche gegen 95-%-Kontrollgrenzen aus den Wochen davor und daraus, wie stark sie schwanken (p′- und u′-Karte, Students t); Falschentdeckungsrate über alle Zahlen, die gegen ihre Grenzen gehalten werden.',
  'There were {n} conversions last week; {expected} were to be expected.':
    'Letzte Woche gab es {n} Konversionen; zu erwarten waren {expected}.',
  'Last week {share} of the visits with {touchpoint} ended without conversion; {expected} were to be expected.':
    'Letzte Woche endeten {share} der Besuche mit {touchpoint} ohne Konversion; zu erwarten waren {expected}.',
  '{topic} is new in what people write: by {now} of those who comment, before by {before}.':
    '{topic} ist neu in dem, was Menschen schreiben: von {now} derer, die kommentieren, zuvor von {before}.',
  '{topic} is written about more often: by {now} of those who comment, before by {before}.':
    'Über {topic} wird öfter geschrieben: von {now} derer, die kommentieren, zuvor von {before}.',
  'People who commented on the topic of people who commented, in the last stretch against the ones before; exact test of two rates, false discovery rate over all topics (topics).':
    'Personen, die zum Thema schrieben, von denen, die schrieben, im letzten Abschnitt gegen die davor; exakter Test zweier Raten, Falschentdeckungsrate über alle Themen (topics).',
  'topics of comments': 'Themen der Kommentare',
  ' points': ' Punkten',
  '{value} (95 % {low} to {high})': '{value} (95 %: {low} bis {high})',
  'Too few data to say what stands out.': 'Zu wenige Daten, um zu sagen, was auffällt.',
  'Nothing stands out: of {judged} none is beyond chance.':
    'Nichts fällt auf. Beurteilt wurden {judged}; nichts davon geht über den Zufall hinaus.',
  '1 finding': '1 Befund',
  '{n} findings': '{n} Befunde',
  '{found}, {n} new': '{found}, {n} neu',
  '{found}; the costliest at {place}: {lost} journeys lost in 30 days.':
    '{found}; der teuerste bei {place}: {lost} verlorene Journeys in 30 Tagen.',
  '{found}; the costliest at {place}: {lost} visits lost in 30 days.':
    '{found}; der teuerste bei {place}: {lost} verlorene Besuche in 30 Tagen.',
});
