import type { ComparedFigure } from '@touchtrail/contract';
import { channelName } from '../words/channels.ts';
import { touchpointName } from '../words/registry-names.ts';
import { words } from '../words/words.ts';

/** Names of figures as reports write them in their tables: their words, and those in German. */
const german = {
  share: 'Anteil',
  reached: 'erreicht',
  'of first': 'vom ersten Schritt',
  'of previous': 'vom Schritt davor',
  'reached within': 'rechtzeitig erreicht',
  converted: 'konvertiert',
  'converted of closed': 'konvertiert von abgeschlossenen',
  'converted after': 'danach konvertiert',
  'converted rated': 'konvertiert, mit Bewertung',
  'converted unrated': 'konvertiert, ohne Bewertung',
  abandoned: 'abgebrochen',
  open: 'offen',
  'open, silent': 'offen, still',
  'open, active': 'offen, aktiv',
  returned: 'zurückgekehrt',
  'returned after a pause': 'nach einer Pause zurückgekehrt',
  hazard: 'Risiko einer Pause',
  'odds ratio': 'Chancenverhältnis',
  'final loss': 'endgültig verloren',
  effect: 'Wirkung',
  reach: 'Reichweite',
  answered: 'beantwortet',
  mean: 'Mittel',
  rating: 'Bewertung',
  friction: 'Reibung',
  finished: 'angekommen',
  failed: 'gescheitert',
  refilled: 'neu ausgefüllt',
  'lost after leaving': 'nach dem Verlassen verloren',
  lag: 'Abstand',
  delay: 'Abstand bis zur Rückkehr',
  time: 'Zeit',
  'time from previous': 'Zeit seit dem Schritt davor',
  'time in phase': 'Zeit in der Phase',
  'time to reach': 'Zeit bis dahin',
  journeys: 'Journeys',
  people: 'Personen',
  touches: 'Kontakte',
  paths: 'Wege',
  'left-cut journeys': 'links abgeschnittene Journeys',
  'time to convert, median ms': 'Zeit bis zur Konversion, Median (ms)',
  'touches per journey, mean': 'Kontakte je Journey, Mittel',
  'visits per journey, mean': 'Besuche je Journey, Mittel',
} as const;
const say = words({ ...german, 'converted within {time}': 'konvertiert binnen {time}' });

const isKnown = (name: string): name is keyof typeof german => Object.hasOwn(german, name);

function figureWord(figure: string): string {
  const name = figure.replaceAll('_', ' ');
  const within = /^converted within (.*) of the first touch/.exec(name)?.[1];
  if (within !== undefined) return say('converted within {time}', { time: within });
  return isKnown(name) ? say(name) : name;
}

/** What tells a row from others, called as its site calls it. */
const partName = (column: string, value: string): string =>
  column.includes('channel') ? channelName(value) : touchpointName(value);

/** A figure as people read it: its row, then its name. */
export const figureName = ({ row, figure }: ComparedFigure): string =>
  [...Object.entries(row).map(([column, value]) => partName(column, value)), figureWord(figure)]
    .filter((part) => part !== '')
    .join(' · ');
