import { words } from '../../words/words.ts';

export const say = words({
  'How people pass the phases': 'Wie Menschen die Phasen durchlaufen',
  'Phases across, channels down. A tile is as large as the share of journeys with a touch there; its bar says what came after the last one.':
    'Phasen quer, Kanäle senkrecht. Eine Kachel ist so groß wie der Anteil der Journeys mit einem Kontakt dort; ihr Balken sagt, was nach dem letzten kam.',
  'went on': 'ging weiter',
  'came back later': 'kam später zurück',
  'not decided yet': 'noch nicht entschieden',
  Reached: 'Erreicht',
  'within {time}': 'binnen {time}',
  'median {time}': 'Median {time}',
  'at once': 'sofort',
  Experience: 'Erlebnis',
  '1 to 10: ● rated, solid; ○ inferred, dashed; ▷ target, ★ best, as written by people':
    '1 bis 10: ● bewertet, durchgezogen; ○ erschlossen, gestrichelt; ▷ Ziel, ★ Bester, von Menschen eingetragen',
  'rated, n {n}': 'bewertet, n {n}',
  inferred: 'erschlossen',
  '{phase}: rated {mean} ({low} to {high}, n {n}).':
    '{phase}: bewertet mit {mean} ({low} bis {high}, n {n}).',
  '{phase}: not rated; inferred {score} ({low} to {high}) from {troubled} of journeys with trouble (errors {failed}, slow pages {slow}, tries again {retried}) and {excess} lost beyond the usual.':
    '{phase}: nicht bewertet; erschlossen {score} ({low} bis {high}) aus {troubled} der Journeys mit Ärger (Fehler {failed}, langsame Seiten {slow}, neue Versuche {retried}) und {excess} Verlust über das Übliche.',
  '{phase}: no ratings, and too few journeys to infer anything.':
    '{phase}: keine Bewertungen und zu wenige Journeys für einen Schluss.',
  'Whose journeys': 'Wessen Journeys',
  everybody: 'alle',
  Rated: 'Bewertet',
  Inferred: 'Erschlossen',
  Troubled: 'Mit Ärger',
  Errors: 'Fehler',
  'Slow pages': 'Langsame Seiten',
  'Tries again': 'Neue Versuche',
  'Lost beyond the usual': 'Verlust über das Übliche',
  'Moments of truth ◆ and pain points ▲': 'Momente der Wahrheit ◆ und Schmerzpunkte ▲',
  'certain, after correction for many tests': 'sicher, nach Korrektur für viele Tests',
  'none is certain': 'keiner ist sicher',
  '{effect} points of conversion': '{effect} Punkte Konversion',
  '{excess} more abandonments than expected': '{excess} mehr Abbrüche als erwartet',
  'Owners, actions, KPIs and targets': 'Verantwortliche, Maßnahmen, KPIs und Ziele',
  'due {day}': 'fällig {day}',
  '✎ written by people; KPI with its 95 % interval where measured':
    '✎ von Menschen eingetragen; KPI mit 95-%-Intervall, wo sie gemessen wird',
  'Make an action of {name}': 'Aus {name} eine Maßnahme machen',
  '{name}: lose fewer': '{name}: weniger verlieren',
  '+ Action': '+ Maßnahme',
  Backstage: 'Hinter der Bühne',
  'below the line of visibility: what people do not see; no step of a journey':
    'unter der Sichtbarkeitslinie: was Menschen nicht sehen; kein Schritt einer Journey',
  'not seen in any journey': 'in keiner Journey gesehen',
  'after {time}': 'nach {time}',
  'failed {share}': 'misslungen {share}',
  'Backstage: what people do not see': 'Hinter der Bühne: was Menschen nicht sehen',
  'How often': 'Wie oft',
  'After the touch before: quartile': 'Nach dem Kontakt davor: Quartil',
  median: 'Median',
  quartile: 'Quartil',
  Failed: 'Misslungen',
  'In no journey': 'In keiner Journey',
  'Persona: {name}, {people} people with {journeys} journeys':
    'Persona: {name}, {people} Menschen mit {journeys} Journeys',
  'target {n}': 'Ziel {n}',
  'best {n}': 'Bester {n}',
  'nobody named': 'niemand genannt',
  '{phase}, {channel}: {share} of journeys ({n}). Afterwards: {on} went on, {converted} converted, {back} came back later, {abandoned} abandoned, {open} not decided yet.':
    '{phase}, {channel}: {share} der Journeys ({n}). Danach: {on} ging weiter, {converted} konvertiert, {back} kam später zurück, {abandoned} abgebrochen, {open} noch nicht entschieden.',
  'No touch has a phase yet.': 'Noch hat kein Kontakt eine Phase.',
  'Give touchpoints a phase in the registry: it shows what was seen and is not mapped yet.':
    'Geben Sie Kontaktpunkten im Register eine Phase: Es zeigt, was gesehen wurde und noch nicht zugeordnet ist.',
  '{rate} of touches have no phase and are not on the map.':
    '{rate} der Kontakte haben keine Phase und stehen nicht auf der Karte.',
  '{rate} of journeys went back to an earlier phase at least once.':
    '{rate} der Journeys gingen mindestens einmal in eine frühere Phase zurück.',
  'Went on': 'Weiter',
  'Came back later': 'Später zurück',
  Open: 'Offen',
});
