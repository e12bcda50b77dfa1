import type { Screen } from '@touchtrail/contract/view';
import { words } from './words.ts';

const say = words({
  Overview: 'Überblick',
  'What stands out': 'Was auffällt',
  'Journey map': 'Journey-Karte',
  Flow: 'Wege',
  Funnel: 'Trichter',
  'Drop-off & re-entry': 'Abbruch & Rückkehr',
  'Make-or-break': 'Was entscheidet',
  Attribution: 'Zurechnung',
  Channels: 'Kanäle',
  Forms: 'Formulare',
  Feedback: 'Rückmeldungen',
  Actions: 'Maßnahmen',
  People: 'Personen',
  Accounts: 'Konten',
  Live: 'Live',
  'Touchpoint registry': 'Kontaktpunkte',
  Segments: 'Segmente',
  Settings: 'Einstellungen',
});

const titles = {
  overview: 'Overview',
  findings: 'What stands out',
  'journey-map': 'Journey map',
  flow: 'Flow',
  funnel: 'Funnel',
  'drop-off': 'Drop-off & re-entry',
  'make-or-break': 'Make-or-break',
  attribution: 'Attribution',
  channels: 'Channels',
  forms: 'Forms',
  feedback: 'Feedback',
  actions: 'Actions',
  people: 'People',
  accounts: 'Accounts',
  live: 'Live',
  registry: 'Touchpoint registry',
  segments: 'Segments',
  settings: 'Settings',
} as const satisfies Record<Screen, string>;

/** The name of a screen in the language of the page. */
export const screenTitle = (screen: Screen): string => say(titles[screen]);
