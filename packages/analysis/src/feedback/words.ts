import { limitWords } from '../base/limits.ts';
import { definitionOf } from '../base/words.ts';

export const definition = definitionOf({
  'A rating joins the touch that it names as its parent, else the nearest touch of the same person at the same touchpoint at most the join limit before it. Of several ratings of one touch the last counts. A rating without such a touch counts as one without touch.':
    'Eine Bewertung gehört zu dem Kontakt, den sie als ihren Ursprung nennt, sonst zum nächstgelegenen Kontakt derselben Person am selben Kontaktpunkt, der höchstens die Zuordnungsgrenze vor ihr liegt. Von mehreren Bewertungen eines Kontakts zählt die letzte. Eine Bewertung ohne solchen Kontakt zählt als eine ohne Kontakt.',
  'All scales are moved to 1 to 10 in a straight line: NPS from 0–10, CSAT from 1–5, CES from 1–7, thumbs from 0–1. Ratings without a scale or outside it are counted as unreadable and not used.':
    'Alle Skalen werden in gerader Linie auf 1 bis 10 gebracht: NPS von 0–10, CSAT von 1–5, CES von 1–7, Daumen von 0–1. Bewertungen ohne Skala oder außerhalb davon gelten als unlesbar und werden nicht verwendet.',
  'Mean with the 95 % interval of Student’s t, each answer taken as independent. Promoters gave 9 or 10 on the NPS scale, detractors 0 to 6.':
    'Mittelwert mit dem 95-%-Intervall nach Students t, jede Antwort als unabhängig genommen. Promotoren gaben 9 oder 10 auf der NPS-Skala, Detraktoren 0 bis 6.',
  'Answered: journeys that met the touchpoint and rated it, of all that met it. Converted, rated and unrated: the goal came within the horizon of the first touch here, of journeys observed that long; each journey once; their difference with Newcombe’s interval. Where the two differ, the ratings do not speak for everybody.':
    'Beantwortet: Journeys, die den Kontaktpunkt trafen und bewerteten, von allen, die ihn trafen. Konvertiert, mit und ohne Bewertung: Das Ziel kam innerhalb der Frist nach dem ersten Kontakt hier, von Journeys, die so lange beobachtet wurden; jede Journey einmal; ihr Unterschied mit Newcombes Intervall. Wo sich beide unterscheiden, sprechen die Bewertungen nicht für alle.',
  ...limitWords,
  'Shares have 95 % Wilson score intervals.': 'Anteile haben 95-%-Intervalle nach Wilson (Score).',
});
